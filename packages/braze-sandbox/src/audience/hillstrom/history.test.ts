import { sipKey } from '@fitly/core/math';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from './dataset.fixture.ts';
import { createDonors } from './donors.ts';
import { History, type Totals } from './history.ts';
import { outcomeOfSend, outcomeWithoutSend, type Send, type Visit, type World } from './outcome.ts';
import { DAY_MS, WINDOW_MS } from './planted.ts';

const rows = readRows();
const world: World = { key: sipKey('0f0e0d0c0b0a09080706050403020100'), donors: createDonors(rows) };
const startAt = Date.parse('2026-03-02T11:00:00Z');

const scenario = fc.record({
  index: fc.nat(2_000),
  phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
  sends: fc
    .array(
      fc.record({
        day: fc.double({ min: 0, max: 56, noNaN: true }),
        arm: fc.constantFrom('mens', 'womens'),
        factor: fc.constantFrom(0.8, 1, 1.2),
      }),
      { maxLength: 6 },
    )
    .map((list): Send[] =>
      list
        .map(({ day, arm, factor }) => ({ at: startAt + Math.floor(day * DAY_MS), arm: arm as Send['arm'], factor }))
        .sort((a, b) => a.at - b.at),
    ),
});

function totalsOf(index: number, phase: number, sends: readonly Send[], now: number): Totals {
  const history = new History(world, index, rows[index]!, startAt, phase);
  for (const send of sends) if (send.at <= now) history.add(send);
  return history.totalsAt(now);
}
const plain = (totals: Totals): object => ({ ...totals });
const check = (test: (s: { index: number; phase: number; sends: Send[] }) => void): void => {
  fc.assert(fc.property(scenario, test), { seed: 1, numRuns: 150 });
};

/** The same rules, written the slow way: all events first, then which of them happen. */
function slowly(
  index: number,
  phase: number,
  sends: readonly Send[],
  now: number,
): { visits: number; revenueCents: number } {
  const customer = rows[index]!;
  const events: { at: number; cents: number | null }[] = [];
  const take = (visit: Visit | null, happens: (at: number) => boolean): void => {
    if (visit === null || !happens(visit.at)) return;
    events.push({ at: visit.at, cents: null });
    if (visit.purchase !== null && happens(visit.purchase.at)) events.push({ ...visit.purchase });
  };
  for (const [i, send] of sends.entries()) {
    const later = sends.slice(i + 1);
    take(outcomeOfSend(world, index, customer, send), (at) => later.every((other) => at < other.at));
  }
  for (let windowAt = startAt - Math.floor(phase * WINDOW_MS); windowAt <= now; windowAt += WINDOW_MS) {
    const free = (at: number): boolean =>
      at >= startAt && sends.every((send) => at < send.at || at >= send.at + WINDOW_MS);
    take(outcomeWithoutSend(world, index, customer, windowAt), free);
  }
  const seen = events.filter(({ at }) => at <= now);
  return {
    visits: seen.filter(({ cents }) => cents === null).length,
    revenueCents: seen.reduce((sum, { cents }) => sum + (cents ?? 0), 0),
  };
}

test('totals equal those of the rules written the slow way', () => {
  let seen = 0;
  check(({ index, phase, sends }) => {
    const now = startAt + 70 * DAY_MS;
    const totals = totalsOf(index, phase, sends, now);
    seen += totals.purchases;
    expect(totals).toMatchObject(slowly(index, phase, sends, now));
  });
  expect(seen).toBeGreaterThan(2);
});

test('single events are those that the totals count, in order', () => {
  check(({ index, phase, sends }) => {
    const history = new History(world, index, rows[index]!, startAt, phase);
    for (const send of sends) history.add(send);
    const now = startAt + 70 * DAY_MS;
    const half = startAt + 30 * DAY_MS;
    const events = [...history.eventsIn(Number.NEGATIVE_INFINITY, half), ...history.eventsIn(half, now)];
    const { visits, revenueCents } = history.totalsAt(now);
    expect(events.filter(({ cents }) => cents === null).length).toBe(visits);
    expect(events.reduce((sum, { cents }) => sum + (cents ?? 0), 0)).toBe(revenueCents);
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
  });
});

test('asking in between changes nothing: totals are a function of the sends alone', () => {
  check(({ index, phase, sends }) => {
    const asked = new History(world, index, rows[index]!, startAt, phase);
    let next = 0;
    for (let day = 0; day <= 70; day += 3) {
      const now = startAt + day * DAY_MS;
      for (; next < sends.length && sends[next]!.at <= now; next++) asked.add(sends[next]!);
      expect(plain(asked.totalsAt(now))).toEqual(plain(totalsOf(index, phase, sends, now)));
    }
  });
});

test('counts and revenue never fall as time goes on, and instants stay in order', () => {
  check(({ index, phase, sends }) => {
    let before = totalsOf(index, phase, sends, startAt);
    for (let day = 3; day <= 70; day += 3) {
      const after = totalsOf(index, phase, sends, startAt + day * DAY_MS);
      expect(after.visits).toBeGreaterThanOrEqual(before.visits);
      expect(after.purchases).toBeGreaterThanOrEqual(before.purchases);
      expect(after.revenueCents).toBeGreaterThanOrEqual(before.revenueCents);
      expect(after.lastVisitAt ?? 0).toBeGreaterThanOrEqual(after.firstVisitAt ?? 0);
      if (before.firstVisitAt !== null) expect(after.firstVisitAt).toBe(before.firstVisitAt);
      before = after;
    }
  });
});

test('within two weeks of a send at most one visit happens: that of the send', () => {
  check(({ index, phase, sends }) => {
    const [send] = sends;
    if (send === undefined) return;
    const before = totalsOf(index, phase, [send], send.at);
    const after = totalsOf(index, phase, [send], send.at + WINDOW_MS - 1);
    const own = outcomeOfSend(world, index, rows[index]!, send);
    // The visit at the very instant of the send would be counted in both.
    expect(after.visits - before.visits).toBe(own !== null && own.at > send.at ? 1 : 0);
  });
});

test('nothing happens before the start', () => {
  check(({ index, phase }) => {
    expect(totalsOf(index, phase, [], startAt - 1).visits).toBe(0);
  });
});
