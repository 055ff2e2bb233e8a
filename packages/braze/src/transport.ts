/**
 * One request, one answer, over `node:http` on a connection of its own. Nothing here repeats a request or follows a
 * redirect, and neither does anything below (docs/decisions/0011-own-connection-over-node-http.md):
 *
 * - The connection is opened and its certificate checked before the request is written, so a failure until then is known to
 *   have written nothing, whatever its code.
 * - It is used once. On a kept connection the server may close just as the next request is written, and such a send ends in
 *   doubt, a few in 100,000.
 */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { FitlyError } from '@fitly/core/errors';
import type { MayLeave } from '@fitly/core/ports';
import { openConnection, startDeadline } from './connection.ts';
import { classifyFailure, type Failure, HELD_BACK, nothingWritten } from './failure.ts';
import { oneRequest, type RawAnswer, type RawRequest } from './one-request.ts';
import type { AnswerHeaders } from './rate-limit.ts';

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** `X-Request-Id`, when it looks like an id: safe to show. */
  readonly requestId: string | null;
  readonly body: AnswerBody;
}
/**
 * `json`: a complete JSON body. `other`: complete, but not JSON (a gateway's HTML page). `cut`: ended early, timed out, or
 * longer than the limit. What a body that is not JSON says is not kept: nobody knows what stands in it.
 */
export type AnswerBody = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'other' | 'cut' };

export type Exchange = Answer | Failure;

export interface Transport {
  /** Base address; its `host` is what messages name. */
  readonly api: URL;
  /** One request, one answer. Never throws for what the other side or the network does. */
  exchange(request: WireRequest): Promise<Exchange>;
  /** The same for JSON to a path of the API. */
  post(path: string, body: unknown): Promise<Exchange>;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** From the root, without a trailing slash: `/users/track/` is another URL for Braze. */
  readonly path: string;
  /** Absent values are left out. */
  readonly query?: Query | undefined;
  /** JSON text of a POST. */
  readonly json?: string | undefined;
  /** Longest answer that is read, in bytes; default 1,000,000. */
  readonly maxAnswerBytes?: number | undefined;
  /** Asked once the connection stands, right before the first byte. */
  readonly mayLeave?: MayLeave | undefined;
}
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Most answers are a few hundred bytes, lists some ten thousand; what is longer is not an answer of Braze. */
const MAX_ANSWER_BYTES = 1_000_000;

/** The longest answer that any endpoint allows for. */
const MAX_UNPACKED_BYTES = 32_000_000;
const UNPACK = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

/** `apiKey`: null for what asks for none, such as the control API of a sandbox. */
export function createTransport(api: URL, apiKey: string | null, timeoutMs: number): Transport {
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${usableKey(apiKey, api.host)}` };
  const exchange = async (request: WireRequest): Promise<Exchange> => {
    // Covers connecting, waiting and reading the answer.
    const deadline = startDeadline(timeoutMs);
    try {
      const raw = rawOf(api, request, authorization);
      const socket = await openConnection(raw.url, deadline).catch(nothingWritten);
      if ('kind' in socket) return socket;
      if (request.mayLeave?.() === false) {
        socket.destroy();
        return HELD_BACK;
      }
      return answerOf(await oneRequest(socket, raw, deadline));
    } catch (error) {
      return classifyFailure(error);
    } finally {
      deadline.end();
    }
  };
  return { api, exchange, post: (path, body) => exchange({ method: 'POST', path, json: JSON.stringify(body) }) };
}

function addressOf(api: URL, { path, query = {} }: WireRequest): URL {
  const url = new URL(path, api);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

function rawOf(api: URL, request: WireRequest, authorization: { authorization?: string }): RawRequest {
  const { method, json, maxAnswerBytes = MAX_ANSWER_BYTES } = request;
  const body = json === undefined ? null : Buffer.from(json);
  const content = body === null ? {} : { 'content-type': 'application/json', 'content-length': body.length };
  const wanted = { accept: 'application/json', 'accept-encoding': 'identity' };
  const headers = { host: api.host, ...authorization, ...wanted, connection: 'close', ...content };
  return { method, url: addressOf(api, request), headers, body, maxAnswerBytes };
}

function answerOf({ status, header, body }: RawAnswer): Answer {
  const id = header('x-request-id');
  const requestId = id !== null && /^[\w-]{1,64}$/.test(id) ? id : null;
  return {
    kind: 'answer',
    status,
    headers: { get: header },
    requestId,
    body: jsonBody(body, header('content-encoding')),
  };
}

function jsonBody(bytes: Buffer | null, encoding: string | null): AnswerBody {
  const unpacked = bytes === null ? null : unpack(bytes, encoding);
  if (unpacked === null) return { kind: 'cut' };
  try {
    return { kind: 'json', value: JSON.parse(unpacked.toString('utf8')) };
  } catch {
    return { kind: 'other' };
  }
}

/** A gateway may pack although nobody asked. Null when the packed bytes are damaged: checksum and end are looked at. */
function unpack(bytes: Buffer, encoding: string | null): Buffer | null {
  const inflate = UNPACK.get(encoding?.trim().toLowerCase() ?? '');
  if (inflate === undefined) return bytes;
  try {
    return inflate(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    return null;
  }
}

/** A key that cannot stand in a header would be quoted by the error of whoever writes it: it is refused before, unseen. */
function usableKey(apiKey: string, host: string): string {
  if (/^[\x21-\x7e]{1,500}$/.test(apiKey)) return apiKey;
  throw new FitlyError(
    'braze_key_invalid',
    `The key that was given for ${host} is empty or holds characters no key has`,
    {
      next: 'Copy the REST API key again, without spaces or line ends.',
    },
  );
}
