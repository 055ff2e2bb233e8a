/** One `fitly import` in a process of its own, and what it took: its arguments are the command's. */
import module from 'node:module';
import { Writable } from 'node:stream';

// As the command does: its code is compiled once, not at each start.
module.enableCompileCache();
const { main } = await import('@fitly/cli');

export interface Imported {
  /** Of the import itself: the start of the process is not in it. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the whole process. */
  readonly peakRssMb: number;
  readonly result: {
    readonly rows: number;
    readonly agents?: readonly { readonly added: number; readonly known: number }[];
    readonly quarantined: Readonly<Record<string, number>>;
    readonly quarantineFile: string | null;
    readonly damagedFrom: number | null;
  };
}

const chunks: Buffer[] = [];
const out = new Writable({
  write(chunk: Buffer, _encoding, done) {
    chunks.push(chunk);
    done();
  },
});
const stop = new AbortController().signal;
const cpuBefore = process.cpuUsage();
const from = performance.now();
const args = ['import', ...process.argv.slice(2), '--json'];
const code = await main(args, { out, err: process.stderr, env: {}, cwd: process.cwd(), stop });
const seconds = (performance.now() - from) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const text = Buffer.concat(chunks).toString();
if (code !== 0) throw new Error(text);
const imported: Imported = {
  seconds,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
  result: JSON.parse(text),
};
process.stdout.write(JSON.stringify(imported));
