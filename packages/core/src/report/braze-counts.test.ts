import { describe, expect, test } from 'vitest';
import { asDay } from '../terms.ts';
import { addDays } from '../time.ts';
import { buildBrazeCounts } from './braze-counts.ts';
import type { TargetDay } from './report-input.ts';

const MONDAY = asDay('2026-03-02');
const email = (counts: Record<string, number>) => ({ email: counts });
const on = (
  day: number,
  accepted: number,
  sent: number | TargetDay['braze'],
  more: Partial<TargetDay> = {},
): TargetDay => ({
  target: 'camp',
  name: 'mens_email',
  request: 'campaign',
  day: addDays(MONDAY, day),
  ours: { planned: accepted, accepted, inDoubt: 0, notSent: 0 },
  braze: typeof sent === 'number' ? email({ sent }) : sent,
  complete: true,
  ...more,
});
const build = (...days: readonly TargetDay[]) => buildBrazeCounts({ timeZone: 'Etc/UTC', notRead: null, days })!;
const onlyRow = (day: TargetDay) => build(day).rows[0]!;

describe('a difference', () => {
  test.each([
    ['none', 1_000, 1_000, 'as_expected'],
    ['a few messages', 40, 36, 'as_expected'],
    ['the usual few percent that are unsubscribed or capped', 1_000, 955, 'as_expected'],
    ['more than a few percent fewer', 1_000, 940, 'fewer'],
    ['a little more', 1_000, 1_021, 'more'],
    ['sends where nothing was handed over', 0, 30, 'more'],
  ] as const)('%s is %s against %s: %s', (_name, accepted, sent, state) => {
    expect(onlyRow(on(0, accepted, sent)).state).toBe(state);
  });

  test('that doubts explain is none', () => {
    const ours = { planned: 1_050, accepted: 1_000, inDoubt: 50, notSent: 0 };
    for (const sent of [1_000, 1_030, 1_050])
      expect(onlyRow(on(0, 1_000, sent, { ours }))).toMatchObject({
        state: 'as_expected',
        compared: { difference: 0 },
      });
    expect(onlyRow(on(0, 1_000, 1_080, { ours }))).toMatchObject({ state: 'more', compared: { difference: 30 } });
  });

  test('is told with what it may mean', () => {
    expect(onlyRow(on(0, 1_000, 800)).says).toBe(
      'Braze counts 200 fewer than it accepted (20.0\u00a0%): aborts in the template, frequency caps or quiet hours of Braze, re-eligibility, customers who are unsubscribed or cannot be reached',
    );
    expect(onlyRow(on(0, 1_000, 1_300)).says).toMatch(/300 more than were handed over: somebody else triggers/);
    expect(onlyRow(on(0, 1_000, 0)).says).toMatch(/none of 1,000 accepted: it may be paused or stopped/);
  });

  test('that the day beside it makes up for is a matter of midnight', () => {
    const { rows } = build(on(0, 1_000, 700), on(1, 1_000, 1_300), on(2, 1_000, 1_000));
    expect(rows.map(({ state }) => state)).toEqual(['as_expected', 'shifted', 'shifted']);
    expect(rows[2]?.says).toMatch(/^2026-03-03 differs by as much the other way: .*midnight in Etc\/UTC/);
    const other = build(on(0, 1_000, 700), on(1, 1_000, 1_300, { target: 'another' }));
    expect(other.rows.map(({ state }) => state)).toEqual(['more', 'fewer']);
  });
});

describe('what stands against what was accepted', () => {
  const campaign = { unique_recipients: 90 };
  test.each<[string, Partial<TargetDay>, { measure: string; braze: number } | null]>([
    [
      'the messages of the only channel',
      { braze: { ...email({ sent: 100 }), campaign } },
      { measure: 'sent', braze: 100 },
    ],
    [
      'also when another channel is there and unused',
      { braze: { ...email({ sent: 100 }), sms: { sent: 0 }, campaign } },
      { measure: 'sent', braze: 100 },
    ],
    [
      'customers, with several channels',
      { braze: { ...email({ sent: 100 }), sms: { sent: 20 }, campaign } },
      { measure: 'unique_recipients', braze: 90 },
    ],
    [
      'customers, with push to several devices each',
      { braze: { ios_push: { sent: 150 }, campaign } },
      { measure: 'unique_recipients', braze: 90 },
    ],
    [
      'entries of a canvas, whatever its steps send',
      { request: 'canvas', braze: { ...email({ sent: 300 }), canvas: { entries: 95 } } },
      { measure: 'entries', braze: 95 },
    ],
    [
      'nothing for a channel without a count of sends',
      { request: 'message', braze: { trigger_in_app_message: { impressions: 9 } } },
      null,
    ],
    ['nothing for a day that Braze had not finished', { complete: false }, null],
    ['nothing for a day that was never read', { braze: null }, null],
  ])('%s', (_name, more, expected) => {
    const row = onlyRow(on(0, 100, 100, more));
    expect(row.compared).toEqual(expected === null ? null : expect.objectContaining(expected));
    if (expected !== null) return;
    expect(row.state).toBe('not_compared');
    expect(row.says).not.toBe('');
  });
});

test('opens, clicks and the like are shown under one name, whatever the channel calls them', () => {
  const braze = {
    email: {
      sent: 10,
      delivered: 9,
      opens: 8,
      unique_opens: 6,
      clicks: 3,
      unique_clicks: 2,
      bounces: 1,
      unsubscribes: 1,
    },
    sms: { sent: 5, delivered: 5, clicks: 1, delivery_failed: 0, opt_out: 2 },
    campaign: { unique_recipients: 12 },
  };
  expect(onlyRow(on(0, 12, braze)).shown).toEqual({
    sent: 15,
    delivered: 14,
    opened: 6,
    clicked: 3,
    bounced: 1,
    unsubscribed: 3,
  });
  expect(onlyRow(on(0, 12, { webhook: { sent: 5, errors: 1 } })).shown).toMatchObject({ opened: null, bounced: 1 });
});

test('the summary says how much was compared, and why not all was read', () => {
  expect(buildBrazeCounts(undefined)).toBeNull();
  expect(build(on(0, 5, 5, { complete: false })).summary).toBe("Braze's counts: nothing to compare yet");
  expect(build(on(0, 100, 100), on(1, 100, 50)).summary).toBe("Braze's counts differ on 1 of 2 days and campaigns");
  const days = [on(0, 100, 100)];
  expect(buildBrazeCounts({ timeZone: 'Etc/UTC', notRead: 'no permission', days })?.summary).toBe(
    'Braze counts as many as it accepted (no permission)',
  );
});
