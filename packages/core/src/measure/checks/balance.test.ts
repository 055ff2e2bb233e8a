/** The check is read every day: what it promises is tested as a claim, with fixed seeds. */
import { describe, expect, test } from 'vitest';
import { addValue, emptyMoments, type Moments } from '../moments/moments.ts';
import { normalQuantile } from '../special/normal.ts';
import { prePeriodBalance } from './balance.ts';

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

interface Programme {
  readonly customers: number;
  /** Share of control. */
  readonly control: number;
  /** Of customers who did something before. */
  readonly rate: number;
  /** Of the logarithm of what they spent; 0: what they did is counted. */
  readonly sigma: number;
  /** Of what control's customers did, as a share of what the others did. */
  readonly left?: number;
}

interface Outcome {
  readonly wasKnown: boolean;
  readonly alarmed: boolean;
}

/** Enrolled evenly over 60 days, and read on each. */
function play({ customers, control, rate, sigma, left = 1 }: Programme, seed: number): Outcome {
  const uniform = uniforms(seed * 7919 + 13);
  let [treated, other]: [Moments, Moments] = [emptyMoments, emptyMoments];
  let wasKnown = false;
  for (let day = 1; day <= 60; day++) {
    for (let i = treated.n + other.n; i < (customers * day) / 60; i++) {
      const isControl = uniform() < control;
      const did = uniform() < rate * (isControl ? left : 1);
      const value = did ? Math.exp(sigma * normalQuantile((uniform() + 1e-12) / (1 + 2e-12))) : 0;
      if (isControl) other = addValue(other, value);
      else treated = addValue(treated, value);
    }
    const balance = prePeriodBalance([{ treated, control: other }]);
    if (balance.kind === 'refused') continue;
    wasKnown = true;
    if (balance.alarm) return { wasKnown, alarmed: true };
  }
  return { wasKnown, alarmed: false };
}

const share = (programme: Programme, count: number): { readonly known: number; readonly alarmed: number } => {
  const outcomes = Array.from({ length: count }, (_, seed) => play(programme, seed));
  const of = (holds: (outcome: Outcome) => boolean): number => outcomes.filter(holds).length / count;
  return { known: of((each) => each.wasKnown), alarmed: of((each) => each.alarmed) };
};

describe('balance before enrolment, read on 60 days', () => {
  test.each<[string, Programme]>([
    [
      '1,000 customers, a tenth control, 1.3 % did something',
      { customers: 1_000, control: 0.1, rate: 0.013, sigma: 0 },
    ],
    ['2,000 customers, a twentieth control, 1 %', { customers: 2_000, control: 0.05, rate: 0.01, sigma: 0 }],
    ['2,000 customers, a tenth control, money of 30 %', { customers: 2_000, control: 0.1, rate: 0.3, sigma: 1.5 }],
  ])('is never known of %s', (_, programme) => {
    expect(share(programme, 100)).toEqual({ known: 0, alarmed: 0 });
  });

  test.each<[string, Programme, number]>([
    ['a tenth control, 13 %', { customers: 1_500, control: 0.1, rate: 0.13, sigma: 0 }, 1_000],
    ['a twentieth control, 10 %', { customers: 4_000, control: 0.05, rate: 0.1, sigma: 0 }, 400],
    ['nearly a third control, money of all', { customers: 6_000, control: 0.3, rate: 1, sigma: 1.5 }, 150],
  ])(
    'is known of %s, and groups made by chance alarm in no more than one programme of a thousand',
    (_, programme, count) => {
      const found = share(programme, count);
      expect(found.known).toBeGreaterThan(0.95);
      expect(found.alarmed).toBeLessThanOrEqual(0.001);
    },
  );

  test('alarms where control lost half of its buyers, or all', () => {
    const programme = { customers: 6_000, control: 0.1, rate: 0.2, sigma: 0 };
    expect(share({ ...programme, left: 0.5 }, 20).alarmed).toBe(1);
    expect(share({ ...programme, left: 0 }, 20).alarmed).toBe(1);
  });
});
