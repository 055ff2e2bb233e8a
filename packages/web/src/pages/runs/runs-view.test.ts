import { expect, test } from 'vitest';
import type { Run } from '../../client/types.ts';
import { STEPS } from '../../parts/steps.ts';
import { funnelOf, runFinding, stepsOf } from './runs-view.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 17, 6, minute)).toISOString();
const run = (steps: number, status: Run['status']): Run => ({
  ...{ day: '2026-11-17', status, agentVersion: 1, startedAt: at(0), finishedAt: status === 'done' ? at(8) : null },
  steps: STEPS.slice(0, steps).map((step, index) => ({
    step,
    finishedAt: at(index + 1),
    summary: { newEvents: 1204 },
  })),
});
const outbound = {
  ...{ day: '2026-11-17', audience: 1000, due: 120, noEligibleAction: 2, overBudget: 3, outside: { left_segment: 7 } },
  ...{ idle: null, chosen: 118, accepted: 110, notSent: 6, inDoubt: 2 },
} as unknown as Parameters<typeof funnelOf>[0];

test('a step took from the end of the one before it to its own', () => {
  const steps = stepsOf(run(3, 'running'));
  expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'now', 'waits', 'waits', 'waits', 'waits']);
  expect(steps[1]).toMatchObject({ took: '1:00', noted: [['new events', '1,204']] });
});

test('the sentence counts what was accepted, or says where the run is', () => {
  expect(runFinding(run(8, 'done'), outbound)).toMatchObject({
    before: 'The run of 17 Nov is done: ',
    figure: '110 of 118',
    after: ' accepted.',
  });
  expect(runFinding(run(6, 'running'), outbound).before).toBe('The run of 17 Nov is at step 7 of 8: Dispatch.');
  expect(runFinding(run(8, 'done'), undefined)).toMatchObject({ before: 'The run of 17 Nov is done.', figure: '' });
  expect(runFinding(run(8, 'done'), { ...outbound, chosen: 0 }).before).toContain('nobody was due');
  const idle = { ...outbound, chosen: 0, idle: 'paused' };
  expect(runFinding(run(8, 'done'), idle).before).toBe('The run of 17 Nov decided for nobody: the agent was paused.');
});

test('every customer who is lost on the way has a reason, and the counts add up', () => {
  const bars = funnelOf(outbound);
  expect(bars.map(({ customers }) => customers)).toEqual([1000, 120, 118, 110]);
  expect(bars.flatMap(({ lost }) => lost)).toEqual([
    ...['7 outside: left segment', '880 not due that day, or in a group that gets nothing', '2 no eligible action'],
    ...['3 over budget', '3 not sent', '2 in doubt'],
  ]);
});
