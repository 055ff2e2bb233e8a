import type { GuardrailReading } from '@fitly/core/report';
import { addAgentState, currentAgentState } from '@fitly/store';
import { expect, test } from 'vitest';
import { AGENT, openLedger } from '../sending/dispatch.fixture.ts';
import { isSeen, pauseAgent, pauseOf } from './guardrails.ts';

const day = (state: GuardrailReading['state'], pausedBy: string | null = null) => ({
  ...{ readings: [{ id: 'complaints', state }], pausedBy },
});

test.each<[string, ReturnType<typeof day>[], boolean]>([
  ['never paused', [day('too_early'), day('holds')], false],
  ['an alarm that did not pause, since the agent was not running', [day('alarm')], false],
  ['resumed, and the alarm goes on', [day('alarm', 'complaints'), day('alarm')], true],
  ['resumed, and nothing told of the event for a day', [day('alarm', 'complaints'), day('not_known')], true],
  ['resumed, held, and an alarm again', [day('alarm', 'complaints'), day('alarm'), day('holds')], false],
  ['paused by another one', [day('alarm', 'unsubscribes')], false],
])('an alarm has been seen: %s', (_, earlier, expected) => {
  expect(isSeen('complaints', earlier)).toBe(expected);
});

test('a pause of a person in the same moment stands, and the run goes on', async () => {
  const { store, close } = await openLedger();
  try {
    const { db } = store.state;
    const state = { agent: AGENT, at: 0, by: 'ann', note: null };
    await addAgentState(db, { ...state, state: 'running', after: 0 });
    const context = { store, agent: { name: AGENT }, lakeNow: () => 1 } as unknown as Parameters<typeof pauseOf>[0] &
      Parameters<typeof pauseAgent>[1];
    const alarm = { id: 'complaints', event: 'complaint', per: 'customer', against: 'absolute', limit: 0.01 } as const;
    const rates = { state: 'alarm', action: 'pause', agentRate: 0.1, controlRate: null, low: 0.05 } as const;
    const pause = await pauseOf(context, [{ ...alarm, ...rates }], []);
    expect(pause).toMatchObject({ by: 'guardrail complaints' });
    await addAgentState(db, { ...state, state: 'paused', after: 1 });
    await store.state.transaction((tx) => pauseAgent(tx, context, pause!));
    expect(await currentAgentState(db, AGENT)).toMatchObject({ seq: 2, by: 'ann' });
  } finally {
    await close();
  }
});
