/** S6 to S8: nothing unsound comes out; order and shards do not matter; every number can be recomputed. */
import {
  addColumns,
  cupedDifference,
  cupedLift,
  deltaLift,
  emptyJointMoments,
  fiellerLift,
  type JointMoments,
  jointMomentsByCell,
  mergeJointMoments,
  momentsOf,
  ratioDifference,
  ratioLift,
  welchDifference,
} from '@fitly/core/measure';
import { randomOf } from '../../support/random.ts';
import { type Claim, countFor } from '../claim.ts';
import { normalOf, spendOf } from '../customers.ts';

/** Every number that the report shows of two groups. */
function reportOf(treated: JointMoments, control: JointMoments): unknown {
  const [one, two] = [momentsOf(treated, 0), momentsOf(control, 0)];
  return [
    welchDifference(one, two),
    deltaLift(one, two),
    fiellerLift(one, two),
    cupedDifference(treated, control),
    cupedLift(treated, control),
    ratioDifference(treated, control),
    ratioLift(treated, control),
  ];
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}

const EXTREMES = [
  0,
  1,
  -1,
  1e-12,
  1e12,
  -1e12,
  5e-324,
  1e154,
  1e300,
  Number.MAX_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
];

const degenerate: Claim = {
  id: 'S6',
  claim: 'NaN, infinity, or p outside (0, 1] from degenerate groups',
  goal: 'none in 10,000',
  play: (effort) => {
    const n = countFor(10_000, effort);
    let bad = 0;
    for (let seed = 0; seed < n; seed += 1) {
      const random = randomOf(seed + 7_000_003);
      const number = () => (random.next() < 0.5 ? random.pick(EXTREMES) : normalOf(random));
      const group = () => {
        const size = random.below(5);
        const constant = random.next() < 0.3 ? number() : null;
        const column = () => Float64Array.from({ length: size }, () => constant ?? number());
        return addColumns(emptyJointMoments(2), [column(), column()]);
      };
      const report = reportOf(group(), group());
      const ps = (report as { p?: number | null }[]).flatMap(({ p }) => (typeof p === 'number' ? [p] : []));
      if (!numbersIn(report).every(Number.isFinite) || !ps.every((p) => p > 0 && p <= 1)) bad += 1;
    }
    return { measured: `${bad}`, uncertainty: `of ${n}`, passed: bad === 0, seeds: `0 … ${n - 1}` };
  },
};

/** Outcome and covariate of customers in 2 groups × 25 segments. */
function customers(count: number) {
  const random = randomOf(8_000_003);
  const before = Float64Array.from({ length: count }, () => 5 + spendOf(random));
  const after = before.map((value) => 0.5 * value + spendOf(random));
  const cells = Uint8Array.from(before, () => random.below(50));
  return { after, before, cells };
}

const largestGap = (one: unknown, two: unknown): number => {
  const [a, b] = [numbersIn(one), numbersIn(two)];
  return a.length !== b.length ? Infinity : Math.max(0, ...a.map((value, i) => relativeGap(value, b[i]!)));
};
const relativeGap = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));

const groupsOf = (cells: readonly JointMoments[]) =>
  [cells.slice(0, 25).reduce(mergeJointMoments), cells.slice(25).reduce(mergeJointMoments)] as const;

const anyOrder: Claim = {
  id: 'S7',
  claim: 'largest relative difference over orders of rows and 1 to 64 shards',
  goal: '≤ 1e-12',
  play: (effort) => {
    const count = countFor(400_000, effort, 20_000);
    const { after, before, cells } = customers(count);
    const reference = reportOf(...groupsOf(jointMomentsByCell([after, before], cells, 50)));
    let gap = 0;
    for (const shards of [1, 7, 64]) {
      for (const isReversed of [false, true]) {
        const merged = Array.from({ length: shards }, (_, shard) => {
          const rows = Array.from({ length: count }, (_row, i) => i).filter((i) => i % shards === shard);
          if (isReversed) rows.reverse();
          const pick = (from: ArrayLike<number>) => Float64Array.from(rows, (i) => from[i]!);
          return jointMomentsByCell([pick(after), pick(before)], pick(cells), 50);
        }).reduce((a, b) => a.map((cell, i) => mergeJointMoments(cell, b[i]!)));
        gap = Math.max(gap, largestGap(reference, reportOf(...groupsOf(merged))));
      }
    }
    return {
      measured: gap.toExponential(1),
      uncertainty: `${count} customers`,
      passed: gap <= 1e-12,
      seeds: '8000003',
    };
  },
};

const speed: Claim = {
  id: 'S7',
  claim: 'moments of 50 cells, then all figures of 10 million customers from them',
  goal: '< 10 s for the figures',
  play: (effort) => {
    const count = countFor(10_000_000, effort, 100_000);
    const { after, before, cells } = customers(count);
    const start = process.cpuUsage();
    const moments = jointMomentsByCell([after], cells, 50);
    const folded = process.cpuUsage(start).user / 1e6;
    const both = jointMomentsByCell([after, before], cells, 50);
    const then = process.cpuUsage();
    reportOf(...groupsOf(both));
    const figures = process.cpuUsage(then).user / 1e6;
    const perMillion = (folded / count) * 1e6;
    return {
      measured: `${figures.toFixed(3)} s; folding one metric of a million takes ${perMillion.toFixed(3)} s (processor time)`,
      uncertainty: `${count} customers, ${moments.length} cells`,
      passed: figures < 10,
      seeds: '8000003',
    };
  },
};

const HEADER = 'cell,n,mean_0,mean_1,tail_0,tail_1,comoment_00,comoment_10,comoment_11,nonzero_0,nonzero_1';

const recomputed: Claim = {
  id: 'S8',
  claim: 'largest relative difference of figures recomputed from the CSV of sufficient statistics',
  goal: '≤ 1e-9',
  play: (effort) => {
    const { after, before, cells } = customers(countFor(200_000, effort, 5000));
    const moments = jointMomentsByCell([after, before], cells, 50);
    const rows = moments.map(({ n, means, meanTails, comoments, nonZero }, cell) =>
      [cell, n, ...means, ...meanTails, ...comoments, ...nonZero].join(','),
    );
    const csv = [HEADER, ...rows].join('\n');
    const read = csv
      .split('\n')
      .slice(1)
      .map((line): JointMoments => {
        const [, n, ...rest] = line.split(',').map(Number) as [number, number, ...number[]];
        return {
          n,
          means: rest.slice(0, 2),
          meanTails: rest.slice(2, 4),
          comoments: rest.slice(4, 7),
          nonZero: rest.slice(7),
        };
      });
    const gap = largestGap(reportOf(...groupsOf(moments)), reportOf(...groupsOf(read)));
    return {
      measured: gap.toExponential(1),
      uncertainty: `${rows.length} rows`,
      passed: gap <= 1e-9,
      seeds: '8000003',
    };
  },
};

export const soundness: readonly Claim[] = [degenerate, anyOrder, speed, recomputed];
