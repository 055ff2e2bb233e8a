import { ENDPOINTS, type Endpoint } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { auditTrails, isAudited } from './audit-trail.ts';

const endpoints = Object.entries<Endpoint>(ENDPOINTS);

test('every operation that changes something is recorded, except those that are named here', () => {
  const changing = endpoints.filter(([, { method }]) => method !== 'GET');
  expect(changing.filter(([, each]) => !isAudited(each)).map(([name]) => name)).toEqual([
    ...['checkAgent', 'planLaunch', 'planAgents', 'rehearseRun', 'replayRun', 'cancelJob'],
    ...['evaluateAgent', 'simulateAgent', 'preflightAgent', 'decide', 'activate', 'postEvents'],
  ]);
});

test('of what only looks, what is about one customer is recorded', () => {
  const looking = endpoints.filter(([, each]) => each.needs === 'look_up_customers');
  expect(looking.map(([name]) => name)).toEqual(['explainCustomer', 'exportCustomer']);
  expect(looking.every(([, each]) => isAudited(each))).toBe(true);
  expect(endpoints.filter(([, each]) => each.method === 'GET' && isAudited(each))).toEqual([]);
});

test('of failures to sign in the first, second, fourth … is recorded, until a success', () => {
  const kept: unknown[] = [];
  const trails = auditTrails({ record: ({ after, outcome }) => void kept.push([outcome, after]) });
  const asked = { operation: 'signIn', endpoint: ENDPOINTS.signIn, caller: { kind: 'nobody' }, params: {} } as const;
  for (let count = 0; count < 9; count += 1) trails.begin(asked).end('sign_in_failed');
  trails.begin(asked).end('done');
  trails.begin(asked).end('too_many_tries');
  expect(kept).toEqual([
    ...[1, 2, 4, 8].map((failures) => ['sign_in_failed', { failures }]),
    ['done', null],
    ['too_many_tries', { failures: 1 }],
  ]);
});
