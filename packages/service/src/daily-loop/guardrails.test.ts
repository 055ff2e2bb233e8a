import type { GuardrailReading } from '@fitly/core/report';
import { expect, test } from 'vitest';
import { isSeen } from './guardrails.ts';

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
