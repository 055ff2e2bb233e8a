/** What is promised about repeated reading, tested as claims: fixed seeds, a few seconds. */
import { describe, expect, test } from 'vitest';
import { sampleRatio, sequentialSampleRatio } from './checks/sample-ratio.ts';
import { compareGroups, sideOfZero } from './compare.ts';
import { type ComparedPart, compareParts } from './compare-parts.ts';
import type { JointMoments } from './moments/joint-moments.ts';
import type { Moments } from './moments/moments.ts';
import { normalQuantile } from './special/normal.ts';

/** A small 32-bit generator (splitmix), enough for simulations of tests. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

interface Panel {
  readonly totals: Uint16Array;
  sum: number;
  squares: number;
  nonZero: number;
}
const panelOf = (n: number): Panel => ({ totals: new Uint16Array(n), sum: 0, squares: 0, nonZero: 0 });

/** One day: each customer orders with `rate`, found by jumping from order to order. */
function playDay(panel: Panel, rate: number, uniform: () => number): void {
  const n = panel.totals.length;
  for (let i = jump(rate, uniform); i < n; i += 1 + jump(rate, uniform)) {
    const before = panel.totals[i]!;
    panel.totals[i] = before + 1;
    panel.sum += 1;
    panel.squares += 2 * before + 1;
    if (before === 0) panel.nonZero += 1;
  }
}
const jump = (rate: number, uniform: () => number): number => Math.floor(Math.log(1 - uniform()) / Math.log1p(-rate));

function momentsOf({ totals: { length: n }, sum, squares, nonZero }: Panel): Moments {
  return { n, mean: sum / n, m2: squares - (sum * sum) / n, nonZero };
}

interface Programme {
  readonly everShown: boolean;
  readonly everOutsidePlain: boolean;
  readonly shownAtEnd: -1 | 0 | 1;
  readonly alwaysCovered: boolean;
}

/** 60 days, read daily; the agent group's customers order `uplift` more often. */
function playProgramme(seed: number, uplift: number): Programme {
  const uniform = uniforms(seed * 7919 + 13);
  const treated = panelOf(1400);
  const control = panelOf(600);
  const plain = normalQuantile(0.975);
  let everShown = false;
  let everOutsidePlain = false;
  let alwaysCovered = true;
  let shownAtEnd: -1 | 0 | 1 = 0;
  for (let day = 1; day <= 60; day += 1) {
    playDay(treated, 0.004 * (1 + uplift), uniform);
    playDay(control, 0.004, uniform);
    const reading = compareGroups(momentsOf(treated), momentsOf(control), { alpha: 0.05, plannedSize: 2000 });
    if (reading.kind !== 'reading') continue;
    const { estimate, low, high, standardError } = reading.absolute;
    const truth = 0.004 * uplift * day;
    shownAtEnd = sideOfZero(reading);
    everShown ||= shownAtEnd !== 0;
    everOutsidePlain ||= Math.abs(estimate) > plain * standardError;
    alwaysCovered &&= low <= truth && truth <= high;
  }
  return { everShown, everOutsidePlain, shownAtEnd, alwaysCovered };
}
const programmes = (count: number, uplift: number) =>
  Array.from({ length: count }, (_, seed) => playProgramme(seed, uplift));
const share = (list: readonly Programme[], holds: (programme: Programme) => boolean) =>
  list.filter(holds).length / list.length;

describe('reading every day for 60 days', () => {
  test('a programme without any effect is ever called different in at most 6 % of cases, while a plain interval is wrong in over 15 %', () => {
    const list = programmes(1000, 0);
    expect(share(list, (one) => one.everShown)).toBeLessThanOrEqual(0.06);
    expect(share(list, (one) => one.everOutsidePlain)).toBeGreaterThan(0.15);
  });

  test('the true effect is inside the interval on all days in at least 95 % of programmes', () => {
    expect(share(programmes(400, 0.5), (one) => one.alwaysCovered)).toBeGreaterThanOrEqual(0.95);
  });

  test('an effect of three quarters more orders is shown as better by the end nearly always, and never as worse', () => {
    const list = programmes(400, 0.75);
    expect(share(list, (one) => one.shownAtEnd === 1)).toBeGreaterThan(0.9);
    expect(share(list, (one) => one.shownAtEnd === -1)).toBe(0);
  });
});

const NEW_RATE = 0.005;
const NEW_A_DAY = 500;

/** Whoever converts does so once, on enrolment: new customers change the groups and nobody else does. */
function convertersAmong(n: number, uniform: () => number): number {
  let found = 0;
  for (let i = jump(NEW_RATE, uniform); i < n; i += 1 + jump(NEW_RATE, uniform)) found += 1;
  return found;
}

const jointMomentsOf = (n: number, found: number): JointMoments => ({
  n,
  means: [n === 0 ? 0 : found / n],
  meanTails: [0],
  comoments: [n === 0 ? 0 : found - found ** 2 / n],
  nonZero: [found],
});

/** 5,000 against 5,000, then 500 new customers a day of whom `share` go to control; read on 60 days. */
function isEverCalled(seed: number, share: number): boolean {
  const uniform = uniforms(seed * 7919 + 13);
  const first: ComparedPart = {
    treated: jointMomentsOf(5000, convertersAmong(5000, uniform)),
    control: jointMomentsOf(5000, convertersAmong(5000, uniform)),
  };
  const fresh = { treated: [0, 0] as [number, number], control: [0, 0] as [number, number] };
  for (let day = 1; day <= 60; day += 1) {
    for (const side of ['treated', 'control'] as const) {
      const n = NEW_A_DAY * (side === 'control' ? share : 1 - share);
      fresh[side][0] += n;
      fresh[side][1] += convertersAmong(n, uniform);
    }
    const second = { treated: jointMomentsOf(...fresh.treated), control: jointMomentsOf(...fresh.control) };
    if (sideOfZero(compareParts([first, second], { alpha: 0.05, plannedSize: 10_000 })) !== 0) return true;
  }
  return false;
}

describe('shares that change on the way, so that one group becomes thin', () => {
  test.each([0.01, 0.1])(
    'with a control share of %f from then on, at most one programme in twenty is ever called different',
    (share) => {
      const programmes = 400;
      const called = Array.from({ length: programmes }, (_, seed) => isEverCalled(seed, share)).filter(Boolean).length;
      expect(called / programmes).toBeLessThanOrEqual(0.05);
    },
  );
});

describe('the sample ratio checks', () => {
  const shares = [0.7, 0.2, 0.1];
  /** Cumulative counts over 30 days of 500 customers; `lost` of the third group never arrive. */
  function looks(seed: number, lost: number): number[][] {
    const uniform = uniforms(seed * 104_729 + 1);
    const counts = [0, 0, 0];
    return Array.from({ length: 30 }, () => {
      for (let i = 0; i < 500; i += 1) {
        const u = uniform();
        const group = u < 0.7 ? 0 : u < 0.9 ? 1 : 2;
        if (group !== 2 || uniform() >= lost) counts[group]! += 1;
      }
      return [...counts];
    });
  }
  const alarms = (lost: number, count: number) => {
    let fixed = 0;
    let sequential = 0;
    for (let seed = 0; seed < count; seed += 1) {
      const days = looks(seed, lost);
      const last = sampleRatio(days.at(-1)!, shares);
      const daily = sequentialSampleRatio(days, shares);
      if (last.kind === 'checked' && last.alarm) fixed += 1;
      if (daily.kind === 'checked' && daily.alarm) sequential += 1;
    }
    return { fixed: fixed / count, sequential: sequential / count };
  };

  test('are quiet on honest groups: at most 0.5 % for one look, at most 1 % for thirty', () => {
    const rate = alarms(0, 400);
    expect(rate.fixed).toBeLessThanOrEqual(0.005);
    expect(rate.sequential).toBeLessThanOrEqual(0.01);
  });

  test('find a fifth of one group gone missing', () => {
    const rate = alarms(0.2, 100);
    expect(rate.fixed).toBeGreaterThan(0.98);
    expect(rate.sequential).toBeGreaterThan(0.98);
  });
});
