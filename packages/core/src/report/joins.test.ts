import { expect, test } from 'vitest';
import { joinCheck } from './joins.ts';

test('the join rate is over all message events of the agent’s campaigns, and says which kind is behind', () => {
  const [check] = joinCheck([
    { kind: 'open', joined: 90, notJoined: 10 },
    { kind: 'send', joined: 1900, notJoined: 0 },
  ]);
  expect(check).toMatchObject({
    state: 'passed',
    summary: 'Join rate 99.5\u00a0%',
    figures: { joined: 1990, all: 2000 },
  });
  expect(check!.detail).toContain('(open 90.0\u00a0%, send 100\u00a0%)');
  expect(joinCheck([{ kind: 'send', joined: 98, notJoined: 2 }])[0]!.state).toBe('noted');
});

test('without events it is not known, and without a feed there is no such check', () => {
  expect(joinCheck([])).toMatchObject([{ state: 'not_known', figures: {} }]);
  expect(joinCheck(undefined)).toEqual([]);
});
