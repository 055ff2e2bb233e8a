import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUDIT_WAYS, type AuditAct, type AuditEntry, chained, findFault, NO_ENTRIES } from './chain.ts';

const detail = fc.option(
  fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(fc.string({ maxLength: 4 }), fc.integer(), fc.boolean())),
);
const act: fc.Arbitrary<AuditAct> = fc.record({
  at: fc.nat(),
  who: fc.string({ maxLength: 5 }),
  way: fc.constantFrom(...AUDIT_WAYS),
  action: fc.string({ maxLength: 5 }),
  object: fc.option(fc.string({ maxLength: 5 })),
  outcome: fc.string({ maxLength: 5 }),
  before: detail,
  after: detail,
});
const log = fc.array(act, { minLength: 2, maxLength: 12 }).map((acts) => {
  const entries: AuditEntry[] = [];
  for (const each of acts) entries.push(chained(each, entries.at(-1) ?? NO_ENTRIES));
  return entries;
});
/** A log and a place in it. */
const placed = log.chain((entries) => fc.tuple(fc.constant(entries), fc.nat(entries.length - 1)));
const check = <T>(what: fc.Arbitrary<T>, property: (value: T) => void): void =>
  fc.assert(fc.property(what, property), { numRuns: 60 });

test('a log as it was written is whole, with an anchor at any of its entries or none', () => {
  check(placed, ([entries, at]) => {
    for (const anchor of [null, NO_ENTRIES, entries[at]!]) expect(findFault(entries, anchor)).toBeNull();
  });
  expect(findFault([], null)).toBeNull();
});

test('any one value that changes is found, at its entry', () => {
  const field = fc.constantFrom('at', 'who', 'way', 'action', 'object', 'outcome', 'before', 'after', 'previous');
  check(fc.tuple(placed, field), ([[entries, at], name]) => {
    const entry = entries[at]!;
    const value = entry[name as keyof AuditEntry];
    const other = typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}x` : { was: 'else' };
    const changed = entries.with(at, { ...entry, [name]: other });
    expect(findFault(changed, null)).toEqual({ kind: 'changed', sequence: at + 1 });
  });
});

test('a value that changes with its hash is found at the next entry, and at the last by the anchor', () => {
  check(placed, ([entries, at]) => {
    const forged = chained({ ...entries[at]!, who: `${entries[at]!.who}x` }, entries[at - 1] ?? NO_ENTRIES);
    const fault = findFault(entries.with(at, forged), entries.at(-1)!);
    const isLast = at === entries.length - 1;
    expect(fault).toEqual(
      isLast ? { kind: 'replaced', sequence: at + 1 } : { kind: 'not_following', sequence: at + 2 },
    );
  });
});

test('a log that was written anew from an entry on is found by the anchor', () => {
  check(placed, ([entries, at]) => {
    const anew = entries.slice(0, at);
    for (const each of entries.slice(at)) anew.push(chained({ ...each, who: 'else…' }, anew.at(-1) ?? NO_ENTRIES));
    expect(findFault(anew, null)).toBeNull();
    expect(findFault(anew, entries.at(-1)!)).toEqual({ kind: 'replaced', sequence: entries.length });
  });
});

test('an entry that is gone is found: in the middle by the next, at the end by the anchor', () => {
  check(placed, ([entries, at]) => {
    const isLast = at === entries.length - 1;
    expect(findFault(entries.toSpliced(at, 1), entries.at(-1)!)).toEqual({
      ...{ kind: isLast ? 'cut_off' : 'removed', sequence: at + 1, through: at + 1 },
    });
    expect(findFault(entries.slice(0, at), entries.at(-1)!)).toEqual({
      ...{ kind: 'cut_off', sequence: at + 1, through: entries.length },
    });
  });
});

test('two entries that change places are found, and so is one whose successors moved up', () => {
  check(fc.tuple(placed, fc.nat()), ([[entries, first], draw]) => {
    const second = (first + 1 + (draw % (entries.length - 1))) % entries.length;
    const numbered = (at: number, from: number): AuditEntry => ({ ...entries[from]!, sequence: at + 1 });
    const swapped = entries.with(first, numbered(first, second)).with(second, numbered(second, first));
    const [low, high] = first < second ? [first, second] : [second, first];
    expect(findFault(swapped, null)).toEqual({ kind: 'reordered', sequence: low + 1, writtenAs: high + 1 });
    const movedUp = entries.toSpliced(first, 1).map((each, at) => ({ ...each, sequence: at + 1 }));
    expect(findFault(movedUp, entries.at(-1)!)).not.toBeNull();
  });
});
