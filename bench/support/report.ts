/** What all benches print alike: the machine, and with `--json` a last line that is one object. */
import { cpus } from 'node:os';

/** Processor, cores and Node, in words. */
export const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`;

/** One line, the last one: what was measured, and on which machine. */
export function printJson(bench: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench, ...figures, machine }));
}
