/**
 * One request, one answer, over the built-in fetch. Nothing here repeats a request or follows a redirect, and neither does
 * anything below:
 *
 * - The body is a stream with its own content-length. With a plain body fetch sends a request again by itself when the
 *   answer is 421 (the Fetch standard, HTTP-network-or-cache fetch); with a stream it does not.
 * - Every request uses a fresh connection (`connection: close`). On a kept connection the server may close just as the next
 *   request is written, and such a send ends in doubt, a few in 100,000. All requests must do so, since fetch would
 *   otherwise write a send to an idle connection that a read left behind. Measured on two cores against a loopback server:
 *   1,650 requests/s with fresh connections, 5,100 with kept ones, while Braze accepts 69 a second.
 */
import { FitlyError } from '@fitly/core/errors';
import { readBody } from './body.ts';
import { classifyFailure, type Failure } from './failure.ts';

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
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
}
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Most answers are a few hundred bytes, lists some ten thousand; what is longer is not an answer of Braze. */
const MAX_ANSWER_BYTES = 1_000_000;

export function createTransport(api: URL, apiKey: string, timeoutMs: number): Transport {
  const authorization = `Bearer ${usableKey(apiKey, api.host)}`;
  const exchange = async (request: WireRequest): Promise<Exchange> => {
    try {
      const response = await fetch(addressOf(api, request), initOf(request, authorization, timeoutMs));
      const body = await jsonBody(response, request.maxAnswerBytes ?? MAX_ANSWER_BYTES);
      return { kind: 'answer', ...headOf(response), body };
    } catch (error) {
      return classifyFailure(error);
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

function initOf({ method, json }: WireRequest, authorization: string, timeoutMs: number): RequestInit {
  // Unpacked, since fetch believes a compressed body that ends without its checksum.
  const wanted = { accept: 'application/json', 'accept-encoding': 'identity' };
  const headers = { authorization, ...wanted, connection: 'close' };
  // The deadline covers connecting, waiting and reading the answer.
  const init = { method, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) } as const;
  if (json === undefined) return { ...init, headers };
  const bytes = new TextEncoder().encode(json);
  const contentHeaders = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return { ...init, headers: { ...headers, ...contentHeaders }, body: streamOf(bytes), duplex: 'half' };
}

async function jsonBody(response: Response, maxBytes: number): Promise<AnswerBody> {
  const read = await readBody(response, maxBytes);
  if (read.kind !== 'complete') return { kind: 'cut' };
  try {
    return { kind: 'json', value: JSON.parse(read.bytes.toString('utf8')) };
  } catch {
    return { kind: 'other' };
  }
}

function headOf(response: Response): Pick<Answer, 'status' | 'headers' | 'requestId'> {
  const id = response.headers.get('x-request-id');
  const requestId = id !== null && /^[\w-]{1,64}$/.test(id) ? id : null;
  return { status: response.status, headers: response.headers, requestId };
}

const streamOf = (bytes: Uint8Array): ReadableStream =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });

/** A key that cannot stand in a header would be quoted by fetch's own error: it is refused before, unseen. */
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
