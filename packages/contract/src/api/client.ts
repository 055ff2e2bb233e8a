/** The API as functions: one for each operation, typed by the schemas that the service validates with. */

import type { z } from 'zod';
import type { AnswerOf, Endpoint } from './endpoint.ts';
import { ENDPOINTS, type Endpoints, type Operation } from './endpoints/index.ts';
import { eventsOf } from './event-stream.ts';
import { type Problem, problemSchema } from './problem.ts';

/** What an operation takes; parts that are empty, or all of whose fields have defaults, may be left out. */
type Given<S> = S extends z.ZodType ? z.input<S> : never;
export type Call<E extends Endpoint> = Part<'params', Given<E['params']>> &
  Part<'query', Given<E['query']>> &
  (E['body'] extends null ? unknown : Part<'body', Given<NonNullable<E['body']>>>) &
  (E['etag'] extends 'required' ? { readonly etag: string } : unknown) & {
    /** The same key makes the same call once, however often it is made. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  } & (E['streams'] extends true
    ? {
        /** The id of the newest event that was read; absent: from the first. */
        readonly lastEventId?: string;
      }
    : unknown);
type Part<Name extends string, T> =
  Record<string, never> extends T ? { readonly [K in Name]?: T } : { readonly [K in Name]: T };

export type Client = { readonly [O in Operation]: (call: Call<Endpoints[O]>) => Answered<Endpoints[O]> };

/** An event with the id by which the stream is taken up again after it; null: it is not told a second time. */
export interface StreamedEvent<T> {
  readonly id: string | null;
  readonly data: T;
}

type Answered<E extends Endpoint> = E extends { readonly streams: true }
  ? AsyncIterable<StreamedEvent<AnswerOf<E>>>
  : Promise<AnswerOf<E>>;

/** A problem that the service answered with. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export interface ClientOptions {
  /** `http://127.0.0.1:8410`, without a path. */
  readonly baseUrl: string;
  /** Of `secrets/api.key`; null in a page of the service, which brings the cookie of its session instead. */
  readonly key: string | null;
  readonly fetch?: typeof globalThis.fetch;
}

/** Rejects with `ApiError` for a problem, and with whatever `fetch` rejects with when nobody answers. */
export function createClient({ fetch = globalThis.fetch, ...server }: ClientOptions): Client {
  const operations = Object.entries<Endpoint>(ENDPOINTS).map(([name, endpoint]) => [
    name,
    (call: AnyCall) => {
      const options = { ...server, fetch };
      return endpoint.streams === true ? streamed(endpoint, options, call) : request(endpoint, options, call);
    },
  ]);
  return Object.fromEntries(operations) as Client;
}

interface AnyCall {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly etag?: string;
  readonly idempotencyKey?: string;
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
}

async function request(endpoint: Endpoint, options: Required<ClientOptions>, call: AnyCall): Promise<unknown> {
  const response = await asked(endpoint, options, call);
  return endpoint.answer.parse(await response.json());
}

/** Ends with the stream; whoever wants to go on asks again with the newest id. */
async function* streamed(endpoint: Endpoint, options: Required<ClientOptions>, call: AnyCall) {
  const { body } = await asked(endpoint, options, call);
  if (body === null) return;
  for await (const { id, data } of eventsOf(body)) yield { id, data: endpoint.answer.parse(JSON.parse(data)) };
}

/** Rejects with `ApiError` for a problem. */
async function asked(
  endpoint: Endpoint,
  { baseUrl, key, fetch }: Required<ClientOptions>,
  call: AnyCall,
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: endpoint.streams === true ? 'text/event-stream' : 'application/json',
  };
  if (key === null) headers[PAGE_HEADER] = '1';
  else headers['authorization'] = `Bearer ${key}`;
  if (endpoint.body !== null) headers['content-type'] = 'application/json';
  if (call.etag !== undefined) headers['if-match'] = call.etag;
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
  if (call.lastEventId !== undefined) headers['last-event-id'] = call.lastEventId;
  const response = await fetch(addressOf(endpoint, baseUrl, call), {
    ...{ method: endpoint.method, headers },
    ...(endpoint.body !== null && { body: JSON.stringify(call.body ?? {}) }),
    ...(call.signal !== undefined && { signal: call.signal }),
  });
  if (response.ok) return response;
  throw new ApiError(problemSchema.parse(await response.json()));
}

function addressOf({ path }: Endpoint, baseUrl: string, { params = {}, query = {} }: AnyCall): URL {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(`${API_BASE}${filled}`, baseUrl);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

export const API_BASE = '/api/v1';
/** What a page brings with its cookie: a form or a page of another origin cannot send it without asking first. */
export const PAGE_HEADER = 'x-fitly-page';
