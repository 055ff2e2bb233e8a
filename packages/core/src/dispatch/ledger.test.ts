import { describe, expect, test } from 'vitest';
import { afterAnswer, BATCH_STATES, endOf, MEMBER_STATES, mayMove, maySettle } from './ledger.ts';

describe('the states of a batch, each with each', () => {
  /** Row: from; columns in the order of `BATCH_STATES`; x = allowed. */
  test.each([
    ['planned', '.x..xx'],
    ['sending', 'x.xxx.'],
    ['accepted', '......'],
    ['rejected', '......'],
    ['in_doubt', '......'],
    ['not_sent', '......'],
  ] as const)('%s', (from, row) => {
    expect(BATCH_STATES.map((to) => (mayMove(from, to) ? 'x' : '.')).join('')).toBe(row);
  });

  test('the table has a row for every state', () =>
    expect(BATCH_STATES).toEqual(['planned', 'sending', 'accepted', 'rejected', 'in_doubt', 'not_sent']));
});

describe('the states of a member, each with each', () => {
  /** Columns: open, rejected, confirmed_sent, confirmed_absent, customer_gone, expired. */
  test.each([
    [null, 'xxxxxx'],
    ['open', '..xxxx'],
    ['rejected', '......'],
    ['confirmed_sent', '......'],
    ['confirmed_absent', '......'],
    ['customer_gone', '......'],
    ['expired', '......'],
  ] as const)('%s', (from, row) => {
    expect(MEMBER_STATES.map((to) => (maySettle(from, to) ? 'x' : '.')).join('')).toBe(row);
  });
});

describe('how a decision has ended', () => {
  test.each(BATCH_STATES)('of a batch that is %s, and without a state of its own: as its batch', (state) =>
    expect(endOf(state, null)).toBe(state),
  );

  test.each([
    ['open', 'in_doubt'],
    ['rejected', 'rejected'],
    ['confirmed_sent', 'accepted'],
    ['confirmed_absent', 'repeated'],
    ['customer_gone', 'not_sent'],
    ['expired', 'in_doubt'],
  ] as const)('%s: %s, whatever its batch', (member, end) => {
    for (const state of BATCH_STATES) expect(endOf(state, member)).toBe(end);
  });
});

const nothing = { reason: null, dispatchId: null, notBefore: null, rejected: [], queued: false };

test.each([
  ['accepted', { kind: 'accepted', dispatchId: 'd1', status: 201 }, { state: 'accepted', dispatchId: 'd1' }],
  [
    'accepted but for two whom the errors name',
    { kind: 'accepted', dispatchId: 'd1', status: 201, refused: [0, 3] },
    { state: 'accepted', dispatchId: 'd1', rejected: [0, 3] },
  ],
  ['queued', { kind: 'accepted', dispatchId: null, status: 202 }, { state: 'accepted', queued: true }],
  [
    'a campaign that is gone',
    { kind: 'rejected', reason: 'http_400', status: 400 },
    { state: 'rejected', reason: 'http_400' },
  ],
  ['a notice', { kind: 'rejected', reason: 'notice', status: 201 }, { state: 'rejected', reason: 'notice' }],
  [
    'an unknown key: a person can mend that',
    { kind: 'rejected', reason: 'http_401', status: 401 },
    { state: 'planned', reason: 'http_401' },
  ],
  [
    'a missing permission',
    { kind: 'rejected', reason: 'http_403', status: 403 },
    { state: 'planned', reason: 'http_403' },
  ],
  ['no answer', { kind: 'in_doubt', reason: 'timeout', status: null }, { state: 'in_doubt', reason: 'timeout' }],
  ['a server error', { kind: 'in_doubt', reason: 'http_500', status: 500 }, { state: 'in_doubt', reason: 'http_500' }],
  [
    'too many requests: tried again when Braze says so',
    { kind: 'retry', reason: 'http_429', status: 429, notBeforeAt: 5_000 },
    { state: 'planned', reason: 'http_429', notBefore: 5_000 },
  ],
] as const)('%s', (_name, answer, expected) => {
  expect(afterAnswer(answer)).toEqual({ ...nothing, ...expected });
});
