/**
 * Which permissions a key has. Each endpoint is called in a way that cannot do anything: a POST with an empty body, which
 * Braze refuses after it has checked the key, or a GET. Deletes are never called, not even so.
 *
 * 403 = the permission is missing, 400 = it is there (Braze docs, API errors: 401 key not known, 403 known but not allowed).
 */
import { reasonOf } from './answer.ts';
import type { Caller } from './call.ts';
import { SHARED } from './limiter/buckets.ts';
import type { Exchange } from './transport.ts';

/** Permission → how it is probed. `list`: a GET that is complete without parameters, so its success tells as much. */
const PROBES = {
  'users.track': 'post',
  'users.export.ids': 'post',
  'users.export.segment': 'post',
  'messages.send': 'post',
  'messages.schedule.create': 'post',
  'messages.schedule.update': 'post',
  'campaigns.trigger.send': 'post',
  'campaigns.trigger.schedule.create': 'post',
  'campaigns.trigger.schedule.update': 'post',
  'campaigns.list': 'list',
  'campaigns.details': 'get',
  'campaigns.data_series': 'get',
  'canvas.trigger.send': 'post',
  'canvas.trigger.schedule.create': 'post',
  'canvas.trigger.schedule.update': 'post',
  'canvas.list': 'list',
  'canvas.details': 'get',
  'canvas.data_series': 'get',
  'segments.list': 'list',
  'segments.details': 'get',
  'segments.data_series': 'get',
  'templates.email.create': 'post',
  'templates.email.update': 'post',
  'templates.email.info': 'get',
  'templates.email.list': 'list',
  'sends.data_series': 'get',
} as const;

export type Permission = keyof typeof PROBES;
export const PERMISSIONS = Object.keys(PROBES) as readonly Permission[];

export interface ProbedPermission {
  readonly permission: Permission;
  readonly state: 'present' | 'missing' | 'cannot_tell';
  /** What the state rests on: `http_403: Access Denied (request …)`, `timeout`, … */
  readonly reason: string;
}
export interface Preflight {
  /** `unknown`: this instance does not know the key, so no permission can be told. */
  readonly key: 'known' | 'unknown' | 'cannot_tell';
  readonly permissions: readonly ProbedPermission[];
}

/** One request per permission, one after the other. Never throws for what the other side does. */
export async function probePermissions(caller: Caller, permissions: readonly Permission[]): Promise<Preflight> {
  const probed: (ProbedPermission & { readonly status: number | null })[] = [];
  for (const permission of permissions) {
    const exchange = await probe(caller, permission);
    probed.push({ permission, ...verdict(exchange, PROBES[permission]), status: statusOf(exchange) });
    if (statusOf(exchange) === 401) break;
  }
  const key = probed.some(({ status }) => status === 401)
    ? 'unknown'
    : probed.some(({ state }) => state !== 'cannot_tell')
      ? 'known'
      : 'cannot_tell';
  const rest = permissions.slice(probed.length).map((permission) => untold(permission, probed.at(-1)?.reason ?? ''));
  return { key, permissions: [...probed.map(({ status: _, ...one }) => one), ...rest] };
}

async function probe({ transport, limiter }: Caller, permission: Permission): Promise<Exchange> {
  await limiter.take(SHARED);
  const path = `/${permission.replaceAll('.', '/')}`;
  const exchange = await (PROBES[permission] === 'post'
    ? transport.exchange({ method: 'POST', path, json: '{}' })
    : transport.exchange({ method: 'GET', path }));
  if (exchange.kind === 'answer') limiter.observe(SHARED, exchange);
  return exchange;
}

function verdict(exchange: Exchange, kind: 'post' | 'get' | 'list'): Pick<ProbedPermission, 'state' | 'reason'> {
  if (exchange.kind === 'failure') return { state: 'cannot_tell', reason: exchange.reason };
  const { status, body } = exchange;
  const reason = reasonOf(exchange);
  // A gateway also answers with these numbers, but in HTML.
  if (body.kind !== 'json') return { state: 'cannot_tell', reason };
  if (status === 403) return { state: 'missing', reason };
  if (status === 400 || (status === 200 && kind === 'list')) return { state: 'present', reason };
  return { state: 'cannot_tell', reason };
}

const statusOf = (exchange: Exchange): number | null => (exchange.kind === 'answer' ? exchange.status : null);

const untold = (permission: Permission, reason: string): ProbedPermission => ({
  permission,
  state: 'cannot_tell',
  reason,
});
