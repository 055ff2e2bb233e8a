/** Writes one HTTP/1.1 request to an open connection of its own and reads the answer: never a second one, never elsewhere. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Deadline } from './connection.ts';

export interface RawAnswer {
  readonly status: number;
  /** Null for a header that did not come; of one that came twice, both, joined. */
  readonly header: (name: string) => string | null;
  /** Null when it ended early, came too late, or was longer than allowed. */
  readonly body: Buffer | null;
}

export interface RawRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer | null;
  readonly maxAnswerBytes: number;
}

/** Rejects when no head of an answer came: then nobody knows what the other side did. */
export function oneRequest(socket: Socket, raw: RawRequest, deadline: Deadline): Promise<RawAnswer> {
  const { method, url, headers, body, maxAnswerBytes } = raw;
  return new Promise((resolve, reject) => {
    const path = url.pathname + url.search;
    // Without an agent there is no pool that could hand the connection on, and nothing that would write a second time.
    const request = httpRequest({ method, path, headers, createConnection: () => socket });
    let head: Omit<RawAnswer, 'body'> | null = null;
    const settle = (body: Buffer | null, error: Error): void => {
      socket.destroy();
      if (head === null) reject(error);
      else resolve({ ...head, body });
    };
    const fail = (error: Error): void => settle(null, error);
    deadline.onPassed = (error) => {
      fail(error);
      request.destroy();
    };
    request.on('error', fail);
    request.on('close', () => fail(new Error('closed without an answer')));
    request.on('response', (response) => {
      head = { status: response.statusCode ?? 0, header: headerOf(response) };
      readUpTo(maxAnswerBytes, response, (body) => settle(body, new Error('cut off')));
    });
    // Head and body in one go: one packet for most sends.
    request.end(body ?? undefined);
  });
}

/** The first call of `done` counts. An answer that ends without its last byte emits an error, as one whose connection is cut. */
function readUpTo(maxBytes: number, response: IncomingMessage, done: (body: Buffer | null) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) done(null);
    else chunks.push(chunk);
  });
  response.on('end', () => done(response.complete ? Buffer.concat(chunks, length) : null));
  response.on('error', () => done(null));
  response.on('close', () => done(null));
}

const headerOf =
  ({ headers }: IncomingMessage) =>
  (name: string): string | null => {
    const value = headers[name];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  };
