/** Conformance cases: a request, what must come back, and the section of docs/reference/braze-contract.md that says so. */
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

export const NOW = Date.parse('2026-03-02T11:00:00Z');
export const DISPATCH_ID = /^[0-9a-f]{32}$/;
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `POST /path`, `GET /path?query`; a body that is a string goes out as it is. */
export interface Request {
  readonly call: string;
  readonly body?: unknown;
  /** Null takes a header away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly key?: string;
}

export interface Case {
  /** A number, e.g. `2.1`. */
  readonly section: string;
  readonly name: string;
  /** Requests before, whose answers may be used by `request`; seconds move the clock. */
  readonly before?: readonly (Request | number)[];
  readonly request: Request | ((answers: readonly Reply[]) => Request);
  readonly status: number;
  /** Members of the body that must be as given. */
  readonly body?: object;
  /** Members that must be absent. */
  readonly without?: readonly string[];
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Who got the last send, or null when there must have been none. */
  readonly reached?: readonly string[] | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a case looks into answers of any shape.
  readonly body: any;
}

/** Runs every case on a workspace of its own. */
export function conform(cases: readonly Case[]): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    const state = fileURLToPath(new URL('./state.yaml', import.meta.url));
    sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt: NOW, state });
  });
  afterAll(() => sandbox.close());
  test.each(cases.map((c) => [`§${c.section} ${c.name}`, c] as const))('%s', async (_name, c) => {
    await send(sandbox, { call: 'POST /sandbox/reset', body: {} });
    const answers: Reply[] = [];
    for (const step of c.before ?? []) {
      if (typeof step === 'number') sandbox.clock.advanceTo(sandbox.clock.now() + step * 1000);
      else answers.push(await send(sandbox, step));
    }
    const reply = await send(sandbox, typeof c.request === 'function' ? c.request(answers) : c.request);
    expect({ status: reply.status, body: reply.body }).toMatchObject({
      status: c.status,
      ...(c.body !== undefined && { body: c.body }),
    });
    for (const name of c.without ?? []) expect(reply.body).not.toHaveProperty(name);
    for (const [name, value] of Object.entries(c.headers ?? {})) expect(reply.headers.get(name)).toEqual(value);
    if (c.reached === undefined) return;
    const last = sandbox.journal().at(-1);
    expect(last?.recipients.map(({ externalId }) => externalId) ?? null).toEqual(c.reached);
  });
}

async function send(sandbox: Sandbox, { call, body, headers = {}, key }: Request): Promise<Reply> {
  const [method, path] = call.split(' ', 2) as [string, string];
  const all = {
    authorization: `Bearer ${key ?? 'key-with-everything'}`,
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  const response = await fetch(path.startsWith('http') ? path : sandbox.url + path, {
    method,
    headers: Object.fromEntries(given),
    ...(method === 'POST' && { body: Buffer.from(text) }),
  });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(answer) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const post = (path: string, body?: unknown): Request => ({ call: `POST ${path}`, body });
export const get = (path: string): Request => ({ call: `GET ${path}` });
export const to = (...ids: readonly string[]): readonly object[] => ids.map((id) => ({ external_user_id: id }));
export const many = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `u${i}`);
