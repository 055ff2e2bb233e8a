import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEND_FINDINGS, type SendCount } from '../data/index.ts';
import { asDay, DECIDED_GROUPS, GROUPS } from '../terms.ts';
import { addDays } from '../time.ts';
import { buildReconciliation, reconciliationCheck } from './reconciliation.ts';
import { FOREIGN_SENDERS, type ForeignSends } from './reconciliation-report.ts';

const TODAY = asDay('2026-01-10');
const OLD = asDay('2026-01-07');

const sends = (counts: Partial<Record<SendCount['finding'], number>>): SendCount[] =>
  Object.entries(counts).map(([finding, decisions]) => ({
    ...{ group: 'agent', finding: finding as SendCount['finding'], decisions },
    reason: finding === 'aborted' ? 'capped' : null,
  }));

const checked = (counts: Parameters<typeof sends>[0], foreign: readonly ForeignSends[] = [], day = OLD) =>
  reconciliationCheck(buildReconciliation({ days: [{ day, counts: sends(counts) }], foreign }, TODAY))[0];

const other: ForeignSends = { day: OLD, group: 'holdout', sender: 'other', target: 'newsletter', sends: 2 };

test('without a feed there is nothing to reconcile', () => {
  expect(buildReconciliation(undefined, TODAY)).toBeNull();
  expect(reconciliationCheck(null)).toEqual([]);
});

test('what has no event is told once the day is settled', () => {
  const counts = sends({ accepted: 10, sent: 7, aborted: 1, without_event: 2 });
  const days = [OLD, addDays(OLD, 1)].map((day) => ({ day, counts }));
  const { days: found } = buildReconciliation({ days, foreign: [] }, TODAY)!;
  expect(found.map(({ withoutEvent, settled }) => [withoutEvent, settled])).toEqual([
    [2, true],
    [null, false],
  ]);
  expect(found[0]).toMatchObject({ accepted: 10, sent: 7, aborted: 1, aborts: [{ reason: 'capped', decisions: 1 }] });
});

test.each([
  ['passed', checked({ accepted: 100, sent: 99, without_event: 1 })],
  ['noted', checked({ accepted: 100, sent: 90, without_event: 10 })],
  ['not_known', checked({ accepted: 100, without_event: 100 }, [], TODAY)],
  ['failed', checked({ accepted: 100, sent: 100, sent_twice: 1 }, [], TODAY)],
  ['noted', checked({ accepted: 100, sent: 100 }, [other])],
  ['passed', checked({ accepted: 100, sent: 100 }, [{ ...other, group: 'business_as_usual' }])],
  ['passed', checked({ accepted: 100, sent: 100 }, [{ ...other, sender: 'other_agent' }])],
  ['noted', checked({ accepted: 100, sent: 100 }, [{ ...other, sender: 'own_campaign', group: null }])],
])('the check is %s', (state, check) => {
  expect(check).toMatchObject({ id: 'reconciliation', state });
});

test('no send is lost between days, campaigns and groups', () => {
  const foreign = fc.record({
    day: fc.integer({ min: 0, max: 9 }).map((back) => addDays(TODAY, -back)),
    group: fc.constantFrom(null, ...GROUPS),
    sender: fc.constantFrom(...FOREIGN_SENDERS),
    target: fc.constantFrom(null, 'a', 'b'),
    sends: fc.integer({ min: 1, max: 5 }),
  });
  const count = fc.record({
    group: fc.constantFrom(...DECIDED_GROUPS),
    finding: fc.constantFrom(...SEND_FINDINGS),
    reason: fc.constantFrom(null, 'capped'),
    decisions: fc.integer({ min: 1, max: 9 }),
  });
  const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  fc.assert(
    fc.property(fc.array(foreign), fc.array(count), (rows, counts) => {
      const { days, campaigns } = buildReconciliation({ days: [{ day: OLD, counts }], foreign: rows }, TODAY)!;
      expect(total(campaigns.map((each) => each.sends))).toBe(total(rows.map((each) => each.sends)));
      const ours = rows.filter(({ sender, group }) => sender !== 'other_agent' && group !== null);
      expect(total(days.flatMap((day) => Object.values(day.foreign)))).toBe(total(ours.map((each) => each.sends)));
      for (const { aborts, aborted } of days) expect(total(aborts.map((each) => each.decisions))).toBe(aborted);
      expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).sort());
    }),
  );
});
