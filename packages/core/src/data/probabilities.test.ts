import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { formatMask, parseMask } from './mask.ts';
import { formatProbabilities, type Probabilities, parseProbabilities, probabilityVector } from './probabilities.ts';

const space = actionSpaceOf({
  dimensions: [
    { id: 'subject', optionIds: ['a', 'b'] },
    { id: 'hour', optionIds: ['h9', 'h12', 'h18'] },
  ],
});
const ALL = new Uint8Array(6).fill(1);

test('uniform is the same for every eligible action and nothing for the others', () => {
  expect(Array.from(probabilityVector({ kind: 'uniform' }, space, Uint8Array.of(1, 0, 1, 0, 1, 1)))).toEqual([
    0.25, 0, 0.25, 0, 0.25, 0.25,
  ]);
});

test('winners share 1 − ε by count, and ε goes to the winner’s neighbours', () => {
  // Action 0 = (a, h9) won 3 of 4 draws; its neighbours are 1, 2 (other hours) and 3 (other subject).
  const wins: Probabilities = {
    kind: 'draws',
    draws: 4,
    floor: 0.3,
    wins: [
      [0, 3],
      [4, 1],
    ],
  };
  const expected = [0.525, 0.075 + 0.025, 0.075, 0.075 + 0.025, 0.175, 0.025];
  const vector = probabilityVector(wins, space, ALL);
  expected.forEach((p, action) => {
    expect(vector[action]).toBeCloseTo(p, 15);
  });
});

test('only eligible neighbours share ε; a winner without any keeps it', () => {
  const won: Probabilities = { kind: 'draws', draws: 2, floor: 0.5, wins: [[0, 2]] };
  expect(Array.from(probabilityVector(won, space, Uint8Array.of(1, 1, 0, 0, 1, 1)))).toEqual([0.5, 0.5, 0, 0, 0, 0]);
  expect(Array.from(probabilityVector(won, space, Uint8Array.of(1, 0, 0, 0, 1, 1)))).toEqual([1, 0, 0, 0, 0, 0]);
});

test('nothing eligible, or a winner that is not, is a broken promise', () => {
  expect(() => probabilityVector({ kind: 'uniform' }, space, new Uint8Array(6))).toThrow('no action is eligible');
  const won: Probabilities = { kind: 'draws', draws: 1, floor: 0, wins: [[0, 1]] };
  expect(() => probabilityVector(won, space, Uint8Array.of(0, 1, 1, 1, 1, 1))).toThrow('action 0');
});

const mask = fc
  .array(fc.constantFrom(0, 1), { minLength: 6, maxLength: 6 })
  .filter((bits) => bits.includes(1))
  .map((bits) => Uint8Array.from(bits));

test('every expansion sums to one within 1e-12 and stays inside the mask; text and back is the same', () => {
  fc.assert(
    fc.property(
      mask,
      fc.array(fc.nat(5), { minLength: 1, maxLength: 64 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (bits, winners, floor) => {
        const eligible = [...bits.keys()].filter((action) => bits[action] === 1);
        const counts = new Map<number, number>();
        for (const each of winners) {
          const action = eligible[each % eligible.length]!;
          counts.set(action, (counts.get(action) ?? 0) + 1);
        }
        const wins = [...counts].sort((a, b) => a[0] - b[0]);
        const probabilities: Probabilities = { kind: 'draws', draws: winners.length, floor, wins };
        const vector = probabilityVector(probabilities, space, bits);
        expect(Math.abs(vector.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
        vector.forEach((p, action) => {
          expect(p).toBeGreaterThanOrEqual(0);
          if (bits[action] === 0) expect(p).toBe(0);
        });
        expect(parseProbabilities(formatProbabilities(probabilities))).toEqual(probabilities);
      },
    ),
    { seed: 1 },
  );
});

test('the texts of the log are these', () => {
  expect(formatProbabilities({ kind: 'uniform' })).toBe('u');
  expect(
    formatProbabilities({
      kind: 'draws',
      draws: 64,
      floor: 0.02,
      wins: [
        [3, 40],
        [7, 24],
      ],
    }),
  ).toBe('d64 0.02 3:40 7:24');
  expect(parseProbabilities('u')).toEqual({ kind: 'uniform' });
});

test.each([
  '',
  'x',
  'd64',
  'd64 0.02',
  'd64 0.02 3:40',
  'd64 0.02 7:24 3:40',
  'd64 2 3:64',
  'd64 0.02 3:64 4:0',
  'd1 0.1 a:1',
])('the text "%s" is refused', (text) => {
  expect(() => parseProbabilities(text)).toThrow('not readable');
});

test('a mask in the log is the eligible set itself', () => {
  expect(formatMask(Uint8Array.of(1, 0, 1, 1, 1))).toBe('b8');
  expect(formatMask(new Uint8Array())).toBe('');
  expect(() => parseMask('b9', 5)).toThrow('5 actions');
  expect(() => parseMask('b', 5)).toThrow('5 actions');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { maxLength: 40 }), (bits) => {
      const eligible = Uint8Array.from(bits);
      expect(parseMask(formatMask(eligible), bits.length)).toEqual(eligible);
    }),
    { seed: 1 },
  );
});
