/** The promise of daily reading where shares change on the way and one group becomes thin: fixed seeds, no effect at all. */
import { expect, test } from 'vitest';
import { sideOfZero } from './compare.ts';
import { type ComparedPart, compareParts } from './compare-parts.ts';
import type { JointMoments } from './moments/joint-moments.ts';

const RATE = 0.005;
const NEW_A_DAY = 500;

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

/** Whoever converts does so once, on enrolment: new customers change the groups and nobody else does. */
function converters(n: number, uniform: () => number): number {
  let found = 0;
  for (let at = -1; ; ) {
    at += 1 + Math.floor(Math.log(1 - uniform()) / Math.log1p(-RATE));
    if (at >= n) return found;
    found += 1;
  }
}

const moments = (n: number, found: number): JointMoments => ({
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
    treated: moments(5000, converters(5000, uniform)),
    control: moments(5000, converters(5000, uniform)),
  };
  const fresh = { treated: [0, 0] as [number, number], control: [0, 0] as [number, number] };
  for (let day = 1; day <= 60; day += 1) {
    for (const side of ['treated', 'control'] as const) {
      const n = NEW_A_DAY * (side === 'control' ? share : 1 - share);
      fresh[side][0] += n;
      fresh[side][1] += converters(n, uniform);
    }
    const second = { treated: moments(...fresh.treated), control: moments(...fresh.control) };
    if (sideOfZero(compareParts([first, second], { alpha: 0.05, plannedSize: 10_000 })) !== 0) return true;
  }
  return false;
}

test.each([0.01, 0.1])(
  'with a control share of %f from then on, at most one programme in twenty is ever called different',
  (share) => {
    const programmes = 400;
    const called = Array.from({ length: programmes }, (_, seed) => isEverCalled(seed, share)).filter(Boolean).length;
    expect(called / programmes).toBeLessThanOrEqual(0.05);
  },
);
