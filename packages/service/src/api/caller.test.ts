import {
  ENDPOINTS,
  type Endpoint,
  type Need,
  PERMISSIONS,
  type Permission,
  ROLE_NAMES,
  type Role,
} from '@fitly/contract/api';
import type { Person } from '@fitly/identity';
import type { FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { type Caller, requireAllowed } from './caller.ts';
import type { RequestProblem } from './problem-of.ts';

const request = { headers: {} } as FastifyRequest;

function answerTo(caller: Caller, need: Need): string {
  try {
    requireAllowed(caller, need, request);
    return 'allowed';
  } catch (error) {
    return (error as RequestProblem).code;
  }
}
const person = (role: Role): Caller => ({ kind: 'person', person: { role } as Person });
const key = (permissions: readonly Permission[]): Caller => ({ kind: 'key', key: { permissions } as never });

/** Written out by hand, so that a change of the tables shows here: everything that a role may ask for. */
const MAY: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['look'],
  analyst: ['look', 'look_up_customers', 'evaluate'],
  marketer: ['look', 'look_up_customers', 'evaluate', 'design', 'launch'],
  operator: ['look', 'look_up_customers', 'evaluate', 'launch', 'operate', 'send_events', 'decide', 'erase_customers'],
  owner: Object.keys(PERMISSIONS) as Permission[],
};

describe.each(Object.entries<Endpoint>(ENDPOINTS))('%s', (_name, { needs }) => {
  test('is for nobody who has not signed in, unless it is the way in', () => {
    expect(answerTo({ kind: 'nobody' }, needs)).toBe(needs === 'nothing' ? 'allowed' : 'key_refused');
  });

  test('is for the roles that hold its permission, and for no other', () => {
    for (const role of ROLE_NAMES) {
      const may = needs === 'nothing' || needs === 'person' || MAY[role].includes(needs);
      expect(answerTo(person(role), needs), role).toBe(may ? 'allowed' : 'permission_missing');
    }
  });

  test('is for keys that hold its permission, and never about a person', () => {
    for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
      const expected =
        needs === 'nothing' || needs === permission
          ? 'allowed'
          : needs === 'person'
            ? 'person_needed'
            : 'permission_missing';
      expect(answerTo(key([permission]), needs), permission).toBe(expected);
    }
    expect(answerTo({ kind: 'workspace' }, needs)).toBe(needs === 'person' ? 'person_needed' : 'allowed');
  });
});

test('whatever changes something needs more than a look', () => {
  for (const [name, { method, needs }] of Object.entries<Endpoint>(ENDPOINTS)) {
    if (method === 'PUT' || method === 'DELETE') expect(['look', 'nothing'], name).not.toContain(needs);
  }
});
