/** What the tests of this package share: a loopback server that answers as told, and clocks without real time. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@fitly/core/ports';
import { type Braze, type BrazeOptions, createBraze } from './braze.ts';

export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. `hang_up` closes the connection instead. */
  readonly body?: object | string | 'hang_up';
}

export interface FakeBraze {
  readonly url: string;
  readonly seen: Seen[];
  close(): void;
}

export async function serve(reply: (request: Seen, count: number) => Reply): Promise<FakeBraze> {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk) => (text += chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, body: text === '' ? null : JSON.parse(text), headers };
      seen.push(request);
      const { status = method === 'GET' ? 200 : 201, headers: extra = {}, body = {} } = reply(request, seen.length);
      if (body === 'hang_up') return void incoming.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json', ...extra });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, seen, close: () => server.close() };
}

/** Sleeping takes no time and moves the clock. */
export class FakeClock implements Clock {
  at: number;
  readonly sleeps: number[] = [];

  constructor(at: number) {
    this.at = at;
  }
  async now(): Promise<number> {
    return this.at;
  }
  async sleepUntil(at: number): Promise<void> {
    this.sleeps.push(at - this.at);
    this.at = Math.max(this.at, at);
  }
}

export const clientOf = (url: string, options: Partial<BrazeOptions> = {}): Braze =>
  createBraze({
    url,
    apiKey: 'key',
    clock: new FakeClock(0),
    kind: 'sandbox',
    random: () => 0.5,
    timeoutMs: 2_000,
    ...options,
  });

export const collect = <One>(all: AsyncIterable<One>): Promise<One[]> => Array.fromAsync(all);
