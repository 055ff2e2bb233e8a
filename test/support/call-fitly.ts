/** Calls the command `fitly` within this process: the whole program without the start of one. */
import { Readable, Writable } from 'node:stream';
import { main } from '@fitly/cli';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function callFitly(
  args: readonly string[],
  cwd: string = process.cwd(),
  env: Readonly<Record<string, string>> = {},
  /** On standard input; absent: there is none. */
  input?: string,
): Promise<Called> {
  const out = collector();
  const err = collector();
  const stop = new AbortController().signal;
  const given = input === undefined ? {} : { in: Readable.from([input]) };
  const code = await main(args, { ...given, out: out.stream, err: err.stream, env, cwd, stop });
  return { code, out: out.text(), err: err.text() };
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
