import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addMessageEvent,
  emptyOutcomes,
  MESSAGE_KINDS,
  type MessageEvent,
  OUTCOME_INSTANTS,
  wasAborted,
} from './message-outcomes.ts';

const event = (kind: MessageEvent['kind'], at: number, more: Partial<MessageEvent> = {}): MessageEvent => ({
  kind,
  at,
  automatic: null,
  abortReason: null,
  ...more,
});

function folded(events: readonly MessageEvent[]) {
  const outcomes = emptyOutcomes(1);
  for (const each of events) addMessageEvent(outcomes, 0, each);
  const told = OUTCOME_INSTANTS.flatMap((name) => {
    const at = outcomes.instants[name][0]!;
    return Number.isNaN(at) ? [] : [[name, at]];
  });
  return { ...Object.fromEntries(told), reason: outcomes.abortReasons[0], aborted: wasAborted(outcomes, 0) };
}

test('machine opens and suspected bots are told apart from people', () => {
  const machine = [event('open', 5, { automatic: 'machine_open' }), event('click', 6, { automatic: 'suspected_bot' })];
  expect(folded(machine)).toMatchObject({ machine_opened_at: 5, bot_clicked_at: 6 });
  expect(folded(machine)).not.toHaveProperty('opened_at');
  expect(folded([...machine, event('open', 9)])).toMatchObject({ machine_opened_at: 5, opened_at: 9 });
});

test('an abort counts as one only where nothing was sent', () => {
  const abort = event('abort', 3, { abortReason: 'frequency_capped' });
  expect(folded([abort])).toMatchObject({ aborted: true, reason: 'frequency_capped' });
  expect(folded([abort, event('send', 4)])).toMatchObject({ aborted: false });
});

test('a soft bounce says nothing yet, a rejection is a bounce', () => {
  expect(folded([event('soft_bounce', 1)])).toEqual({ reason: null, aborted: false });
  expect(folded([event('rejection', 1)])).toMatchObject({ bounced_at: 1 });
});

test('order and repetition change nothing', () => {
  const anyEvent = fc.record({
    kind: fc.constantFrom(...MESSAGE_KINDS),
    at: fc.integer({ min: 0, max: 5 }),
    automatic: fc.constantFrom(null, 'machine_open', 'suspected_bot'),
    abortReason: fc.constantFrom(null, 'a', 'b'),
  });
  fc.assert(
    fc.property(fc.array(anyEvent), fc.array(fc.nat()), (events, order) => {
      const shuffled = events.map((each, i) => [order[i] ?? 0, each] as const).sort(([a], [b]) => a - b);
      const again = [...shuffled.map(([, each]) => each), ...events];
      expect(folded(again)).toEqual(folded(events));
    }),
  );
});
