/** Requests that nobody should make, with the statuses that may answer them. */
interface Hostile {
  readonly path: string;
  readonly init: RequestInit;
  readonly allowed: readonly number[];
}

const json = { 'content-type': 'application/json' };
const post = (
  path: string,
  body: string,
  allowed: readonly number[],
  headers: Record<string, string> = json,
): Hostile => ({
  ...{ path, allowed },
  init: { method: 'POST', body, headers },
});
const get = (path: string, allowed: readonly number[]): Hostile => ({ path, allowed, init: { method: 'GET' } });

const BODIES = [
  ...['', '{', 'null', '[]', '"text"', '1e999', '{"note":1}', '{"note":"a","by":"the owner"}', '{"state":"stopped"}'],
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  `{"note":"${'x'.repeat(501)}"}`,
  `{"note":"${'x'.repeat(1_100_000)}"}`,
];
const NAMES = [
  '..',
  '%2e%2e',
  '..%2f..%2fsecrets%2fmaster.key',
  'a%00b',
  'A',
  '-',
  'x'.repeat(64),
  '%E0%A4%A',
  '%F0%9F%92%A9',
];

export function hostileRequests(agent: string): Hostile[] {
  return [
    ...BODIES.map((body) => post(`/agents/${agent}/stop`, body, [400, 413])),
    ...BODIES.map((body) => post('/customers/export', body, [400, 413])),
    post(`/agents/${agent}/stop`, '{"final":true}', [415], { 'content-type': 'text/plain' }),
    post(`/agents/${agent}/stop`, 'final=true', [415], { 'content-type': 'application/x-www-form-urlencoded' }),
    post(`/agents/${agent}/pause`, '{}', [400], { ...json, 'idempotency-key': 'k'.repeat(201) }),
    post('/agents', '{"name":"../escape"}', [400]),
    ...NAMES.flatMap((name) => [get(`/agents/${name}`, [400, 404]), get(`/agents/${name}/runs`, [400, 404])]),
    ...['2026-02-30', '0000-00-00', '+275760-09-13', 'today', '2026-01-05T00:00'].map((day) =>
      get(`/agents/${agent}/runs/${day}`, [400]),
    ),
    get(`/agents/${agent}/runs/9999-12-31`, [404]),
    ...[
      'limit=0',
      'limit=201',
      'limit=1.5',
      'limit=NaN',
      'limit=1&limit=2',
      'cursor=nothing',
      'unknown=1',
      '__proto__=1',
    ].map((query) => get(`/agents/${agent}/runs?${query}`, [400])),
    ...['from=0', 'from=99', 'to=file', 'from=-1', 'from=1e3'].map((query) =>
      get(`/agents/${agent}/diff?${query}`, [400, 404]),
    ),
  ];
}
