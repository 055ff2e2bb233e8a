import { expect, test } from 'vitest';
import { FILTER_LEVELS, isByPeople } from './engagement-filter.ts';
import { engagementUnder } from './judge-engagement.ts';
import { addMessageEvent, emptyOutcomes, type MessageEvent } from './message-outcomes.ts';

const DELIVERED = 10_000;
const NEVER = Number.NaN;
type Told = readonly [kind: 'open' | 'click', at: number, flag?: string];

/** First open and click of one message that was delivered at 10,000, under each level. */
function judged(events: readonly Told[], delivered = true) {
  const outcomes = emptyOutcomes(1);
  const add = (event: Pick<MessageEvent, 'kind' | 'at' | 'automatic'>) =>
    addMessageEvent(outcomes, 0, { ...event, abortReason: null });
  if (delivered) add({ kind: 'delivery', at: DELIVERED, automatic: null });
  for (const [kind, at, flag] of events) add({ kind, at, automatic: flag ?? null });
  return Object.fromEntries(
    FILTER_LEVELS.map((level) => {
      const { openedAt, clickedAt } = engagementUnder(outcomes, level);
      return [level, [openedAt[0], clickedAt[0]]];
    }),
  );
}

test.each<[string, readonly Told[], ReturnType<typeof judged>]>([
  ['nothing', [], { off: [NEVER, NEVER], normal: [NEVER, NEVER], strict: [NEVER, NEVER] }],
  [
    'a person',
    [
      ['open', 70_000],
      ['click', 80_000],
    ],
    { off: [70_000, 80_000], normal: [70_000, 80_000], strict: [70_000, 80_000] },
  ],
  [
    'a machine, and a person later',
    [
      ['open', 11_000, 'machine_open'],
      ['click', 12_000, 'suspected_bot'],
      ['open', 70_000],
    ],
    { off: [11_000, 12_000], normal: [70_000, NEVER], strict: [70_000, NEVER] },
  ],
  [
    'a gateway that no flag gives away',
    [
      ['open', 10_000],
      ['click', 12_000],
    ],
    { off: [10_000, 12_000], normal: [10_000, 12_000], strict: [NEVER, NEVER] },
  ],
  [
    'a flag that no rule names',
    [['open', 70_000, 'new']],
    { off: [70_000, NEVER], normal: [70_000, NEVER], strict: [70_000, NEVER] },
  ],
])('%s', (_, events, expected) => {
  expect(judged(events)).toEqual(expected);
});

test('without a delivery nothing is too fast', () => {
  expect(judged([['click', 10_000]], false)).toMatchObject({ strict: [NEVER, 10_000] });
});

test('a stricter level never has more', () => {
  const { off, normal, strict } = judged([
    ['open', 10_500, 'machine_open'],
    ['open', 10_800],
    ['click', 11_000],
  ]);
  const known = (level: readonly (number | undefined)[] = []) => level.filter((at) => !Number.isNaN(at)).length;
  expect([known(off), known(normal), known(strict)]).toEqual([2, 2, 0]);
});

test('the level that everything goes by judges by flags', () => {
  expect([isByPeople('open', null), isByPeople('open', 'machine_open'), isByPeople('click', 'machine_open')]).toEqual([
    true,
    false,
    true,
  ]);
});
