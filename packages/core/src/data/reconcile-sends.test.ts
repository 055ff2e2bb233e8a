import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DECIDED_GROUPS } from '../terms.ts';
import { addMessageEvent, emptyOutcomes, MESSAGE_KINDS } from './message-outcomes.ts';
import { reconcileSends, type SendFinding } from './reconcile-sends.ts';

interface Told {
  readonly accepted: boolean;
  readonly sends?: number;
  readonly kinds: readonly (typeof MESSAGE_KINDS)[number][];
}

function found(rows: readonly Told[]) {
  const outcomes = emptyOutcomes(rows.length);
  for (const [row, { kinds }] of rows.entries())
    for (const kind of kinds) addMessageEvent(outcomes, row, { kind, at: 1, automatic: null, abortReason: 'capped' });
  return reconcileSends(outcomes, {
    groups: rows.map((_, row) => DECIDED_GROUPS[row % DECIDED_GROUPS.length]!),
    isAccepted: (row) => rows[row]!.accepted,
    sends: (row) => rows[row]!.sends ?? 0,
  });
}

const findingsOf = (row: Told) =>
  found([row]).map(({ finding, reason }) => (reason === null ? finding : [finding, reason]));

test.each<[string, Told, unknown]>([
  ['accepted and sent', { accepted: true, kinds: ['send'] }, ['accepted', 'sent']],
  ['a delivery without its send was sent too', { accepted: true, kinds: ['delivery'] }, ['accepted', 'sent']],
  ['accepted, and nothing is told', { accepted: true, kinds: [] }, ['accepted', 'without_event']],
  ['aborted', { accepted: true, kinds: ['abort'] }, [['aborted', 'capped'], 'accepted']],
  ['one channel aborted, another sent', { accepted: true, kinds: ['abort', 'send'] }, ['accepted', 'sent']],
  ['in doubt, and sent', { accepted: false, kinds: ['send'] }, ['sent_otherwise']],
  ['not sent, as the ledger says', { accepted: false, kinds: ['abort'] }, []],
  ['sent twice', { accepted: true, sends: 2, kinds: ['send'] }, ['accepted', 'sent', 'sent_twice']],
])('%s', (_, row, expected) => {
  const all = findingsOf(row);
  expect(all).toHaveLength((expected as unknown[]).length);
  expect(all).toEqual(expect.arrayContaining(expected as unknown[]));
});

test('accepted is sent, aborted and without an event together, in each group, whatever is told', () => {
  const row = fc.record({
    accepted: fc.boolean(),
    sends: fc.integer({ min: 0, max: 3 }),
    kinds: fc.array(fc.constantFrom(...MESSAGE_KINDS), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const counts = found(rows);
      const sum = (group: string, ...findings: SendFinding[]): number =>
        counts
          .filter((each) => each.group === group && findings.includes(each.finding))
          .reduce((all, { decisions }) => all + decisions, 0);
      for (const group of DECIDED_GROUPS) {
        expect(sum(group, 'accepted')).toBe(sum(group, 'sent', 'aborted', 'without_event'));
      }
      const twice = counts.filter(({ finding }) => finding === 'sent_twice');
      expect(twice.reduce((all, { decisions }) => all + decisions, 0)).toBe(
        rows.filter(({ sends }) => sends > 1).length,
      );
    }),
  );
});
