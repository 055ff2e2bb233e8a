/** Who asks, and whether they may. */
import { type Need, PAGE_HEADER, type Permission, permits } from '@fitly/contract/api';
import { type AccessKey, looksLikeAccessKey, type Person } from '@fitly/identity';
import type { FastifyRequest } from 'fastify';
import { nameOfPerson } from '../auditing/objects.ts';
import type { ServedIdentity } from '../identity/served-identity.ts';
import { isKey } from './api-key.ts';
import { RequestProblem } from './problem-of.ts';

export type Caller =
  | { readonly kind: 'nobody' }
  /** Whoever may read the folder, by its key. */
  | { readonly kind: 'workspace' }
  | { readonly kind: 'key'; readonly key: AccessKey }
  | { readonly kind: 'person'; readonly person: Person };

/** For the history. */
export const nameOf = (caller: Caller): string => {
  if (caller.kind === 'person') return nameOfPerson(caller.person);
  return caller.kind === 'key' ? `key ${caller.key.name}` : 'api';
};

interface Doors {
  /** Of the workspace. */
  readonly key: string;
  readonly identity: ServedIdentity;
  readonly publicUrl: string | null;
}

/** Throws `foreign_origin` for a change by cookie that no page of the service asked for. */
export async function callerOf(request: FastifyRequest, { key, identity, publicUrl }: Doors): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const token = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
    if (isKey(token, key)) return { kind: 'workspace' };
    const found = looksLikeAccessKey(token) ? (await identity.open()).keys.find(token) : null;
    return found === null ? { kind: 'nobody' } : { kind: 'key', key: found };
  }
  if (cookie === undefined) return { kind: 'nobody' };
  const person = await (await identity.open()).signIn.personOf(new Headers({ cookie }));
  if (person === null) return { kind: 'nobody' };
  refuseOtherPages(request, publicUrl);
  return { kind: 'person', person };
}

/** Throws `key_refused`, `permission_missing`, `person_needed`. */
export function requireAllowed(caller: Caller, need: Need, request: FastifyRequest): void {
  if (need === 'nothing') return;
  if (caller.kind === 'nobody') throw keyRefused(request);
  if (need === 'person') {
    if (caller.kind === 'person') return;
    throw new RequestProblem(
      'person_needed',
      'this concerns whoever has signed in, and a key has not',
      'sign in at /, or use the operations for people: GET /api/v1/people',
    );
  }
  requirePermission(caller, need);
}

/** Throws `permission_missing`. */
export function requirePermission(caller: Caller, need: Permission): void {
  if (mayDo(caller, need)) return;
  const who = caller.kind === 'person' ? `the role ${caller.person.role}` : 'this key';
  throw new RequestProblem(
    'permission_missing',
    `${who} does not hold the permission "${need}"`,
    caller.kind === 'person' ? 'ask an owner of the workspace for another role' : 'make a key that holds it',
  );
}

function mayDo(caller: Caller, permission: Permission): boolean {
  if (caller.kind === 'workspace') return true;
  if (caller.kind === 'key') return caller.key.permissions.includes(permission);
  return caller.kind === 'person' && permits(caller.person.role, permission);
}

/** What is not a mere reading must come from a page of this very origin, by script. */
function refuseOtherPages({ method, headers }: FastifyRequest, publicUrl: string | null): void {
  const isReading = method === 'GET' || method === 'HEAD';
  if (isReading || (isOwnOrigin(headers.origin, headers.host, publicUrl) && headers[PAGE_HEADER] === '1')) return;
  throw new RequestProblem(
    'foreign_origin',
    `a call by cookie that may change something must come from a page of this service and bring the header ${PAGE_HEADER}`,
    'ask from the web app, or from a program with a key',
  );
}

/** Where a proxy stands before the service, its pages come by the proxy's address. */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined, publicUrl: string | null): boolean =>
  origin === `http://${host}` || (publicUrl !== null && origin === new URL(publicUrl).origin);

const keyRefused = ({ headers }: FastifyRequest): RequestProblem =>
  new RequestProblem(
    'key_refused',
    headers.authorization === undefined ? 'nobody has signed in, and no key was sent' : 'the key opens nothing here',
    'sign in at /, or send the header authorization: Bearer KEY, with a key that an owner made or the one in secrets/api.key of the workspace',
  );
