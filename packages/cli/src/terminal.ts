/** Where a command writes: streams, width, colours and the choice between people and machines, as one value. */
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  /** Where a person can answer. Nothing is asked without one, or when it is not a terminal. */
  readonly in?: Readable;
  readonly out: Writable;
  readonly err: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths on the command line start from. */
  readonly cwd: string;
  /** Aborted by the first Ctrl-C or SIGTERM: finish the batch in hand, commit, leave. */
  readonly stop: AbortSignal;
}

interface MaybeTty {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export const isTty = (stream: Readable | Writable): boolean => (stream as MaybeTty).isTTY === true;

/** Columns of the terminal, between 60 and 120; 100 where there is no terminal. */
export function widthOf(stream: Writable): number {
  const columns = (stream as MaybeTty).columns ?? 100;
  return Math.min(120, Math.max(60, columns));
}

/** Colour only on a terminal, and never against https://no-color.org. */
export function wantsColor(terminal: Terminal): boolean {
  return isTty(terminal.out) && (terminal.env['NO_COLOR'] ?? '') === '' && terminal.env['TERM'] !== 'dumb';
}

export function writeLine(stream: Writable, text = ''): void {
  stream.write(`${text}\n`);
}

/** One JSON document on standard output: what `--json` promises. */
export function writeJson(terminal: Terminal, value: unknown): void {
  writeLine(terminal.out, JSON.stringify(value, null, 2));
}

const STYLES = { bold: '1', dim: '2', green: '32', red: '31', yellow: '33', blue: '34' } as const;

/** Wraps text in an SGR style, or leaves it alone. */
export function styled(text: string, style: keyof typeof STYLES, color: boolean): string {
  return color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
}

/** Resolves when the person asks to stop. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // A pending timer keeps the process alive while it only serves.
    const alive = setInterval(() => {}, 1 << 30);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    );
  });
}

/** Monotonic milliseconds, for durations only. */
export const elapsedMs = (): number => performance.now();
