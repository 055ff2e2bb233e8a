import type { TrainingRows } from '@fitly/core/policy';
import { describe, expect, test } from 'vitest';
import { createProgramme, type Programme } from './create-programme.ts';
import { type ProgrammePlayer, playProgramme } from './play-programme.ts';

const SMALL = { days: 8, decisionsPerDay: 60, optionCounts: [3, 2], changeDay: 5 } as const;

describe('a programme', () => {
  test('of the family has 240 actions, 20 numbers of context and a rate of a few percent', () => {
    const programme = createProgramme('a', { decisionsPerDay: 200 });
    expect(programme.space.size).toBe(240);
    expect(programme.contextSize).toBe(20);
    const { values, contexts } = programme.batch(0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.015);
    expect(mean).toBeLessThan(0.12);
    expect(Math.max(...contexts)).toBeLessThanOrEqual(3);
    // One category of four, one of three, for every customer.
    for (let row = 0; row < 200; row++) {
      const x = contexts.subarray(row * 20, row * 20 + 20);
      expect([x.slice(6, 10), x.slice(10, 13)].map((group) => group.reduce((sum, each) => sum + each, 0))).toEqual([
        1, 1,
      ]);
    }
  });

  test('is the same for the same seed, in whatever order its days are asked for', () => {
    const [one, two] = [createProgramme('a', SMALL), createProgramme('a', SMALL)];
    const later = two.batch(6);
    expect(one.batch(2)).toMatchObject({ contexts: two.batch(2).contexts, values: two.batch(2).values });
    expect(one.batch(6).values).toEqual(later.values);
    expect(createProgramme('b', SMALL).batch(2).values).not.toEqual(one.batch(2).values);
  });

  test('a random control comes on top: the other customers stay who they are', () => {
    const [without, with20] = [
      createProgramme('a', SMALL),
      createProgramme('a', { ...SMALL, randomControlPerDay: 20 }),
    ];
    expect(with20.batch(1).values.subarray(0, 60 * 6)).toEqual(without.batch(1).values);
    expect(with20.batch(1).values).toHaveLength(80 * 6);
  });

  test('without effects everything is worth the base rate', () => {
    const none = { dayShock: 0, shared: 0, main: 0, optionByFeature: 0, pair: 0, product: 0 };
    for (const value of createProgramme('a', { ...SMALL, ...none }).batch(3).values)
      expect(value).toBeCloseTo(0.04, 12);
  });

  test('preferences change on their day and not before: half of the options', () => {
    const quiet = { ...SMALL, optionCounts: [8], dayShock: 0, shared: 0, optionByFeature: 0, product: 0 };
    const programme = createProgramme('a', quiet);
    const valuesOn = (day: number): number[] => Array.from(programme.batch(day).values.subarray(0, 8));
    expect(valuesOn(4)).toEqual(valuesOn(0));
    expect(valuesOn(7)).toEqual(valuesOn(5));
    const [before, after] = [valuesOn(4), valuesOn(5)];
    expect(after.filter((value, action) => value !== before[action])).toHaveLength(4);
  });

  test('customers succeed as often as their values say', () => {
    const { values, succeeds } = createProgramme('a', { decisionsPerDay: 4000, optionCounts: [2, 2] }).batch(0);
    let [expected, variance, count] = [0, 0, 0];
    for (let row = 0; row < 4000; row++) {
      const value = values[row * 4 + 1]!;
      expected += value;
      variance += value * (1 - value);
      count += Number(succeeds(row, 1));
    }
    expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(variance));
  });
});

describe('a play', () => {
  const programme = createProgramme('a', SMALL);
  const only = (action: number): Float64Array => Float64Array.from({ length: 6 }, (_, each) => Number(each === action));
  const byLot: ProgrammePlayer = {
    name: 'by lot',
    learn() {},
    probabilities: () => new Float64Array(6).fill(1 / 6),
  };

  test('gives choosing by lot nothing, the oracle everything, and the best fixed action what was best in hindsight', async () => {
    const played = await playProgramme(programme, [
      byLot,
      oracleOf(programme),
      ...Array.from({ length: 6 }, (_, a) => fixed(a)),
    ]);
    expect(played.scores[0]!.share).toBeCloseTo(0, 12);
    expect(played.scores[1]!.share).toBeCloseTo(1, 12);
    expect(Math.max(...played.scores.slice(2).map(({ rate }) => rate))).toBeCloseTo(played.bestFixed, 12);
    expect(played.scores[1]!.rate).toBeCloseTo(played.oracle, 12);
  });

  const fixed = (action: number): ProgrammePlayer => ({
    name: `always ${action}`,
    learn() {},
    probabilities: () => only(action),
  });

  test('tells what came of a day on the fourth day after it, to the one who decided it', async () => {
    const heard: [number, TrainingRows][] = [];
    await playProgramme(programme, [
      byLot,
      {
        ...fixed(4),
        learn: (rows, day) => heard.push([day, rows]),
      },
    ]);
    expect(heard.map(([day]) => day)).toEqual([4, 5, 6, 7]);
    const [, rows] = heard[0]!;
    const batch = programme.batch(0);
    expect(rows).toMatchObject({ count: 60, contexts: batch.contexts });
    expect(new Set(rows.actions)).toEqual(new Set([4]));
    expect(Array.from(rows.rewards)).toEqual(Array.from({ length: 60 }, (_, row) => Number(batch.succeeds(row, 4))));
  });

  test('the random control is learned from and not scored', async () => {
    const heard: TrainingRows[] = [];
    const controlled = createProgramme('a', { ...SMALL, randomControlPerDay: 30 });
    const [own, other] = await Promise.all(
      [programme, controlled].map((each) => playProgramme(each, [{ ...fixed(4), learn: (rows) => heard.push(rows) }])),
    );
    expect(other!.scores).toEqual(own!.scores);
    expect(heard.at(-1)!.count).toBe(90);
    expect(new Set(heard.at(-1)!.actions.subarray(60)).size).toBeGreaterThan(3);
  });
});

/** Knows the values: it finds its customer in the batch by the context. */
function oracleOf(programme: Programme): ProgrammePlayer {
  const batches = Array.from({ length: programme.parameters.days }, (_, day) => programme.batch(day));
  return {
    name: 'oracle',
    learn() {},
    probabilities(x, day) {
      const { contexts, values } = batches[day]!;
      const own = values.subarray(rowOf(contexts, x) * 6).subarray(0, 6);
      const best = own.indexOf(Math.max(...own));
      return Float64Array.from({ length: 6 }, (_, action) => Number(action === best));
    },
  };
}

function rowOf(contexts: Float64Array, x: Float64Array): number {
  for (let row = 0; ; row++) if (x.every((value, j) => contexts[row * x.length + j] === value)) return row;
}

describe('a success of two stages', () => {
  const changes = { days: 1, decisionsPerDay: 3_000, baseRate: 0.3, laterRate: 0.25 };
  const [staged, plain] = [
    createProgramme('stages', changes),
    createProgramme('stages', { ...changes, laterRate: null }),
  ];

  test('is worth the product of both chances, and comes as often', () => {
    const batch = staged.batch(0);
    const first = plain.batch(0);
    let [expected, came, passedFirst] = [0, 0, 0];
    for (let row = 0; row < 3_000; row++) {
      const at = row * staged.space.size + 7;
      expect(batch.values[at]).toBeLessThan(first.values[at]!);
      expected += batch.values[at]!;
      came += Number(batch.succeeds(row, 7));
      passedFirst += Number(batch.stagesPassed(row, 7) >= 1);
      expect(batch.stagesPassed(row, 7) >= 1).toBe(first.succeeds(row, 7));
    }
    expect(Math.abs(came - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(passedFirst).toBeGreaterThan(2 * came);
  });

  test('tells players which stages were passed', async () => {
    let seen: readonly Float64Array[] | undefined;
    const watcher = {
      name: 'watcher',
      learn: ({ passed }: { readonly passed?: readonly Float64Array[] }) => {
        seen = passed;
      },
      probabilities: () => new Float64Array(staged.space.size).fill(1 / staged.space.size),
    };
    await playProgramme(createProgramme('stages', { ...changes, days: 5, decisionsPerDay: 200 }), [watcher]);
    const [first, second] = seen!;
    expect(first!.length).toBe(200);
    expect(second!.every((each, row) => each <= first![row]!)).toBe(true);
    expect(second!.some((each) => each === 1)).toBe(true);
  });
});
