/** A door in front of a local server that notes which requests it answered with success. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorder {
  /** Address of the server behind it, as seen from before it. */
  readonly url: string;
  /** `GET /campaigns/list`, without parameters: those that were answered with 2xx since the last `clear`. */
  succeeded(): ReadonlySet<string>;
  clear(): void;
  close(): Promise<void>;
}

export async function startRecorder(behind: string): Promise<Recorder> {
  const seen = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const passed = request(new URL(url, behind), { method, headers }, (answer) => {
      const status = answer.statusCode ?? 502;
      if (status < 300) seen.add(`${method} ${url.split('?')[0]}`);
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    succeeded: () => seen,
    clear: () => seen.clear(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
