import { expect, test } from 'vitest';
import { afterAnswer } from './dispatch.ts';

test.each([
  ['accepted', { kind: 'accepted', dispatchId: 'd1', status: 201 }, { state: 'accepted', dispatchId: 'd1' }],
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
  expect(afterAnswer(answer)).toEqual(expected);
});
