import { asAgentName, asDay, type Day } from '@fitly/core/terms';
import { addDays, dayOf, instantOf } from '@fitly/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runFrom, runOf } from './next-run.ts';
import { clockDoubt, type MissedDays, nextRunOf, type ScheduledAgent } from './plan-runs.ts';

const HOUR_MS = 3_600_000;
/** Daylight saving by an hour and by half of one, both halves of the earth, none at all, and changes at midnight. */
const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Cairo', 'America/Santiago'],
  ...['Asia/Beirut', 'Pacific/Apia', 'Atlantic/Azores', 'Etc/UTC'],
] as const;
const MISSED_DAYS = ['catch_up', 'skip'] as const satisfies readonly MissedDays[];
const TIMES = ['00:00', '00:30', '01:45', '02:00', '02:15', '02:30', '03:00', '06:00', '23:30', '23:59'] as const;
const agentOf = (given: Partial<ScheduledAgent>): ScheduledAgent => ({
  ...{ name: asAgentName('a'), state: 'running', timeZone: 'Europe/Berlin', runAt: '06:00' },
  ...{ newest: null, restsUntil: null, isOver: false, ...given },
});
const at = (text: string): number => Date.parse(text);

describe('the instant of a run', () => {
  it.each([
    [
      '02:30 does not exist in Berlin in spring: it is 03:30',
      'Europe/Berlin',
      '2026-03-29',
      '02:30',
      '2026-03-29T01:30Z',
    ],
    ['02:30 is twice in Berlin in autumn: the first', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30Z'],
    ['New York, spring', 'America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30Z'],
    ['New York, autumn', 'America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30Z'],
    ['Lord Howe skips half an hour: 02:15 is 02:45', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45Z'],
    ['Lord Howe, just after the gap', 'Australia/Lord_Howe', '2026-10-04', '02:30', '2026-10-03T15:30Z'],
    ['Lord Howe repeats half an hour: the first', 'Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45Z'],
    ['midnight that does not exist in Cairo: 01:00', 'Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00Z'],
    ['Kolkata has half an hour and no summer', 'Asia/Kolkata', '2026-07-01', '06:00', '2026-07-01T00:30Z'],
  ])('%s', (_, timeZone, day, runAt, expected) => {
    expect(runOf(asDay(day), { timeZone, runAt })).toEqual({ day, at: at(expected) });
  });

  it('a date that a calendar leaves out has no run, and the next one has its own', () => {
    const apia = { timeZone: 'Pacific/Apia', runAt: '06:00' };
    expect(runOf(asDay('2011-12-30'), apia)).toBeNull();
    expect(runFrom(asDay('2011-12-30'), apia)).toMatchObject({ day: '2011-12-31' });
  });

  it('is on the date of its own, and a day after that of the date before', () => {
    const dates = fc.integer({ min: 0, max: 6_000 }).map((n) => addDays(asDay('2024-01-01'), n));
    fc.assert(
      fc.property(dates, fc.constantFrom(...ZONES), fc.constantFrom(...TIMES), (day, timeZone, runAt) => {
        const [before, next] = [runFrom(addDays(day, -1), { timeZone, runAt }), runFrom(day, { timeZone, runAt })];
        expect([dayOf(before.at, timeZone), dayOf(next.at, timeZone)]).toEqual([addDays(day, -1), day]);
        expect(Math.abs(next.at - before.at - 24 * HOUR_MS)).toBeLessThanOrEqual(HOUR_MS);
      }),
      { numRuns: 150 },
    );
  });
});

/** A scheduler that wakes for its next run, and is late now and then; what it ran, in order. */
function played(options: {
  readonly agent: ScheduledAgent;
  readonly missedDays: MissedDays;
  readonly from: number;
  readonly days: number;
  /** By what the clock moves while nothing is run, ms; nothing by default. */
  readonly jumps?: readonly number[];
}): Day[] {
  const ran: Day[] = [];
  let now = options.from;
  let newest: ScheduledAgent['newest'] = null;
  for (let n = 0; n < options.days; n++) {
    now += options.jumps?.[n] ?? 0;
    const next = nextRunOf({ ...options.agent, newest }, now, options.missedDays);
    if (next === null) break;
    now = Math.max(now, next.at);
    ran.push(next.day);
    newest = { day: next.day, isDone: true };
  }
  return ran;
}

describe('over 400 days', () => {
  const from = at('2026-01-01T12:00Z');

  it.each(ZONES)('%s: each local date once, none twice, none left out, at its own time', (timeZone) => {
    for (const runAt of ['00:00', '02:15', '02:30', '23:59']) {
      const days = played({ agent: agentOf({ timeZone, runAt }), missedDays: 'skip', from, days: 400 });
      expect(days).toEqual(Array.from({ length: 400 }, (_, n) => addDays(dayOf(from, timeZone), n)));
    }
  });

  it('clocks that jump ahead, back, by a day or by years run no date twice', () => {
    const jumps = fc.array(
      fc.oneof(fc.integer({ min: -36, max: 60 }), fc.constantFrom(-24, -1, 1, 24, 12 * 365 * 24)),
      { minLength: 5, maxLength: 40 },
    );
    fc.assert(
      fc.property(jumps, fc.constantFrom(...ZONES), fc.constantFrom(...MISSED_DAYS), (hours, timeZone, missedDays) => {
        const agent = agentOf({ timeZone, runAt: '02:30' });
        const [count, moves] = [hours.length, hours.map((hour) => hour * HOUR_MS)];
        const days = played({ agent, missedDays, from, days: count, jumps: moves });
        expect(days).toEqual([...new Set(days)].sort());
        if (missedDays === 'catch_up') expect(days).toEqual(days.map((_, n) => addDays(days[0]!, n)));
      }),
      { numRuns: 100 },
    );
  });

  it('2038 and leap days are days like any other', () => {
    for (const day of ['2038-01-19', '2028-02-29', '2032-02-29']) {
      const yesterday = { day: addDays(asDay(day), -1), isDone: true };
      const next = nextRunOf(agentOf({ newest: yesterday }), at(`${day}T01:00Z`), 'skip');
      expect(next).toEqual({ day, at: instantOf(asDay(day), '06:00', 'Europe/Berlin') });
    }
  });
});

describe('what is next', () => {
  const now = at('2026-02-10T12:00Z');
  const done = (day: string) => ({ day: asDay(day), isDone: true });
  it.each<[string, Partial<ScheduledAgent>, MissedDays, string | null, string | null]>([
    ['a draft: nothing', { state: 'draft' }, 'skip', null, null],
    ['stopped and over: nothing', { state: 'stopped', isOver: true, newest: done('2026-02-09') }, 'skip', null, null],
    ['never run: today, at once', {}, 'skip', '2026-02-10', '2026-02-10T05:00Z'],
    ['today is done: tomorrow', { newest: done('2026-02-10') }, 'skip', '2026-02-11', '2026-02-11T05:00Z'],
    [
      'paused: it learns on',
      { state: 'paused', newest: done('2026-02-09') },
      'skip',
      '2026-02-10',
      '2026-02-10T05:00Z',
    ],
    ['three dates missed, skip: today', { newest: done('2026-02-06') }, 'skip', '2026-02-10', '2026-02-10T05:00Z'],
    [
      'three dates missed, catch up: the oldest',
      { newest: done('2026-02-06') },
      'catch_up',
      '2026-02-07',
      '2026-02-07T05:00Z',
    ],
    ['today, but not yet', { runAt: '18:00', newest: done('2026-02-09') }, 'skip', '2026-02-10', '2026-02-10T17:00Z'],
    [
      'unfinished: it goes on, although its date is over',
      { newest: { day: asDay('2026-02-08'), isDone: false } },
      ...(['skip', '2026-02-08', '2026-02-08T05:00Z'] as const),
    ],
    [
      'unfinished: at once, although it is to run later from now on',
      { runAt: '18:00', newest: { day: asDay('2026-02-10'), isDone: false } },
      ...(['skip', '2026-02-10', '2026-02-10T12:00Z'] as const),
    ],
    [
      'unfinished and resting: at its next send',
      { newest: { day: asDay('2026-02-10'), isDone: false }, restsUntil: at('2026-02-10T18:00Z') },
      ...(['skip', '2026-02-10', '2026-02-10T18:00Z'] as const),
    ],
  ])('%s', (_, given, missedDays, day, instant) => {
    const next = nextRunOf(agentOf(given), now, missedDays);
    expect(next).toEqual(day === null ? null : { day, at: at(instant!) });
  });
});

describe('a clock that cannot be right', () => {
  const today = asDay('2026-02-10');
  it.each<[string, string | null, boolean, string | null]>([
    ['never run', null, true, null],
    ['run today', '2026-02-10', true, null],
    ['tomorrow is run already, by hand', '2026-02-11', true, null],
    ['the newest run lies ahead: it stood wrong then, or does now', '2038-02-10', true, 'behind'],
    ['away for three months', '2025-11-10', true, null],
    ['away for longer: somebody has to say so', '2025-11-09', true, 'ahead'],
    ['a run that was begun long ago is finished', '2025-01-01', false, null],
  ])('%s', (_, day, isDone, expected) => {
    expect(clockDoubt(day === null ? null : { day: asDay(day), isDone }, today)).toBe(expected);
  });
});
