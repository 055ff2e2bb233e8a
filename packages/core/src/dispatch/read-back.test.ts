import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Marker } from '../ports.ts';
import { asCustomerKey, asDecisionId } from '../terms.ts';
import { type Look, type LookAnswer, lookAt, planLooks, READ_BACK_TIMES, readBackState } from './read-back.ts';

const MINUTE = 60_000;
const doubtAt = Date.parse('2026-03-02T11:00:00Z');
const at = (minutes: number): number => doubtAt + minutes * MINUTE;
const look = (minutes: number, answer: LookAnswer): Look => ({ at: at(minutes), answer });
const stateAt = (minutes: number, ...looks: readonly Look[]) => readBackState(looks, { doubtAt, now: at(minutes) });

describe('what is asked', () => {
  test('each customer once, in requests of at most 50', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 300 }), (numbers) => {
        const doubts = numbers.map((n) => ({ customerKey: asCustomerKey(`c${n}`) }));
        const planned = planLooks(doubts);
        const keys = planned.flat();
        expect(new Set(keys)).toEqual(new Set(doubts.map(({ customerKey }) => customerKey)));
        expect(new Set(keys).size).toBe(keys.length);
        for (const request of planned) expect(request.length > 0 && request.length <= 50).toBe(true);
      }),
    );
  });
});

describe('what one look says', () => {
  const doubt = {
    decisionId: asDecisionId('d1'),
    customerKey: asCustomerKey('c1'),
    overwrittenBy: [asDecisionId('d2')],
  };
  test.each<[string, Marker | null, LookAnswer]>([
    ['the marker of the decision', { kind: 'written', value: 'd1' }, 'confirmed'],
    ['the marker of an earlier decision', { kind: 'written', value: 'd0' }, 'absent_so_far'],
    ['the marker of a later decision', { kind: 'written', value: 'd2' }, 'could_not_be_read'],
    ['no marker', { kind: 'missing' }, 'absent_so_far'],
    ['no such customer', { kind: 'unknown_customer' }, 'unknown_customer'],
    ['nothing', null, 'could_not_be_read'],
  ])('%s', (_name, marker, answer) => {
    expect(lookAt(doubt, marker)).toBe(answer);
  });
});

describe('what all looks prove', () => {
  test.each<[string, readonly Look[], string]>([
    ['nothing before the first look', [], 'open'],
    ['the marker, even before it had to be there', [look(1, 'confirmed')], 'confirmed_sent'],
    [
      'the marker, after it was missing twice',
      [look(10, 'absent_so_far'), look(15, 'absent_so_far'), look(16, 'confirmed')],
      'confirmed_sent',
    ],
    ['missing once proves nothing', [look(30, 'absent_so_far')], 'open'],
    ['missing twice, five minutes apart', [look(10, 'absent_so_far'), look(15, 'absent_so_far')], 'confirmed_absent'],
    ['missing twice, too near to each other', [look(10, 'absent_so_far'), look(14.9, 'absent_so_far')], 'open'],
    ['missing twice, once too early', [look(9.9, 'absent_so_far'), look(15, 'absent_so_far')], 'open'],
    [
      'a look that failed in between changes nothing',
      [look(10, 'absent_so_far'), look(12, 'could_not_be_read'), look(15, 'absent_so_far')],
      'confirmed_absent',
    ],
    [
      'a customer who is gone at two looks',
      [look(10, 'unknown_customer'), look(15, 'unknown_customer')],
      'customer_gone',
    ],
    [
      'gone, then back without a marker: the looks begin again',
      [look(10, 'unknown_customer'), look(15, 'absent_so_far')],
      'open',
    ],
    ['nothing could be read for three hours', [look(10, 'could_not_be_read')], 'expired'],
  ])('%s', (_name, looks, kind) => {
    expect(stateAt(kind === 'expired' ? 180 : 30, ...looks).kind).toBe(kind);
  });

  test('the next look comes when the marker has settled, then five minutes after the first that counts', () => {
    expect(stateAt(0)).toEqual({ kind: 'open', nextLookAt: at(10) });
    expect(stateAt(4, look(4, 'absent_so_far'))).toEqual({ kind: 'open', nextLookAt: at(10) });
    expect(stateAt(11, look(11, 'absent_so_far'))).toEqual({ kind: 'open', nextLookAt: at(16) });
    expect(stateAt(12, look(11, 'absent_so_far'), look(12, 'could_not_be_read'))).toEqual({
      kind: 'open',
      nextLookAt: at(16),
    });
    expect(stateAt(20, look(20, 'could_not_be_read'))).toEqual({ kind: 'open', nextLookAt: at(25) });
  });
});

const ANSWERS: readonly LookAnswer[] = ['confirmed', 'absent_so_far', 'unknown_customer', 'could_not_be_read'];
const looks = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 240 }).map(at), answer: fc.constantFrom(...ANSWERS) }),
  { maxLength: 12 },
);

describe('whatever is seen', () => {
  test('absence is never claimed without two looks apart, both after it settled, nor against a marker', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 300 }), (seen, minutes) => {
        const { kind } = stateAt(minutes, ...seen);
        expect(kind === 'confirmed_sent').toBe(seen.some(({ answer }) => answer === 'confirmed'));
        if (kind !== 'confirmed_absent') return;
        const absent = seen.filter((one) => one.answer === 'absent_so_far' && one.at >= at(10)).map((one) => one.at);
        expect(Math.max(...absent) - Math.min(...absent)).toBeGreaterThanOrEqual(READ_BACK_TIMES.apartMs);
      }),
      { numRuns: 2_000 },
    );
  });

  test('neither the order of the looks nor looks that failed change the state', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 300 }), (seen, minutes) => {
        const { kind } = stateAt(minutes, ...seen);
        expect(stateAt(minutes, ...seen.toReversed()).kind).toBe(kind);
        expect(stateAt(minutes, ...seen.filter(({ answer }) => answer !== 'could_not_be_read')).kind).toBe(kind);
      }),
    );
  });

  test('a marker that shows up s seconds late is always found, as long as it settles in time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 60 }), (lateSeconds, delay) => {
        const seen: Look[] = [];
        let now = doubtAt;
        for (let state = readBackState(seen, { doubtAt, now }); state.kind === 'open'; ) {
          now = state.nextLookAt + delay * 1_000;
          seen.push({ at: now, answer: now >= doubtAt + lateSeconds * 1_000 ? 'confirmed' : 'absent_so_far' });
          state = readBackState(seen, { doubtAt, now });
        }
        expect(readBackState(seen, { doubtAt, now })).toEqual({ kind: 'confirmed_sent' });
      }),
    );
  });

  test('looking when told comes to an end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ANSWERS), { minLength: 60, maxLength: 60 }), (answers) => {
        const seen: Look[] = [];
        let now = doubtAt;
        for (const answer of answers) {
          const state = readBackState(seen, { doubtAt, now });
          if (state.kind !== 'open') return;
          expect(state.nextLookAt).toBeGreaterThan(now);
          now = state.nextLookAt;
          seen.push({ at: now, answer });
        }
        expect(readBackState(seen, { doubtAt, now }).kind).not.toBe('open');
      }),
    );
  });
});
