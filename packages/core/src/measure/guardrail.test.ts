import { describe, expect, test } from 'vitest';
import { sipKey, uniform } from '../math/index.ts';
import {
  addCustomer,
  FEWEST_EVENTS,
  GUARDRAIL_ALPHA,
  NO_RATIO_SUMS,
  type RatioSums,
  watchGuardrail,
} from './guardrail.ts';

const KEY = sipKey('07'.repeat(16));

/** xorshift32 from a hashed seed: a few million draws in a test. */
function drawsOf(seed: string): () => number {
  let x = Math.floor(uniform(KEY, seed) * 0xffffffff) | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 0x1_0000_0000;
  };
}

interface World {
  readonly agentRate: number;
  readonly controlRate: number;
  readonly days: number;
}

/** A cohort of 1,000 that is looked at after every day; each customer bounces at most once a day. Day of the first alarm, or null. */
function firstAlarm({ agentRate, controlRate, days }: World, limit: number, seed: string): number | null {
  const draw = drawsOf(seed);
  const events = new Float64Array(1000);
  for (let day = 0; day < days; day++) {
    const sums: [RatioSums, RatioSums] = [NO_RATIO_SUMS, NO_RATIO_SUMS];
    for (let customer = 0; customer < events.length; customer++) {
      const isAgent = customer % 10 < 7;
      if (draw() < (isAgent ? agentRate : controlRate)) events[customer] = events[customer]! + 1;
      const place = isAgent ? 0 : 1;
      sums[place] = addCustomer(sums[place], events[customer]!, day + 1);
    }
    const [agent, control] = sums;
    if (watchGuardrail({ agent, control, limit, plannedSize: 1000 }).state === 'alarm') return day;
  }
  return null;
}

const alarmsIn = (world: World, limit: number, runs: number): number =>
  Array.from({ length: runs }, (_, run) => firstAlarm(world, limit, `${world.agentRate} ${limit} ${run}`)).filter(
    (day) => day !== null,
  ).length;

describe('over 40 daily looks', () => {
  test('exactly at the limit it alarms no more often than it says', () => {
    const runs = 300;
    const alarms = alarmsIn({ agentRate: 0.011, controlRate: 0.01, days: 40 }, 0.1, runs);
    // 300 runs of a true 5 %: 15, standard deviation 3.8.
    expect(alarms / runs).toBeLessThanOrEqual(GUARDRAIL_ALPHA);
  });

  test('below it hardly ever', () => {
    expect(alarmsIn({ agentRate: 0.01, controlRate: 0.01, days: 40 }, 0.2, 100)).toBeLessThanOrEqual(2);
  });

  test('at twice the rate of the control nearly always', () => {
    expect(alarmsIn({ agentRate: 0.02, controlRate: 0.01, days: 40 }, 0.1, 60)).toBeGreaterThanOrEqual(57);
  });
});

describe('with rare events and groups of very different sizes, over 60 looks', () => {
  const LOOKS = 60;

  /** Events of a day, by counting exponential gaps. */
  function poisson(draw: () => number, mean: number): number {
    let [events, product] = [0, draw()];
    for (const least = Math.exp(-mean); product > least; product *= draw()) events += 1;
    return events;
  }

  const rare = (customers: number, events: number): RatioSums => ({
    ...{ n: customers, y: events, s: customers, yy: events, ys: events, ss: customers },
  });

  /** Share of programmes that ever alarm, where the agent's rate is `times` that of the control; `daily` events of both together. */
  function shareOfAlarms(sizes: readonly [number, number], limit: number, times: number, daily: number): number {
    const [agentSize, controlSize] = sizes;
    const agentDaily = (daily * times * agentSize) / (times * agentSize + controlSize);
    const plannedSize = agentSize + controlSize;
    const isAlarm = (run: number): boolean => {
      const draw = drawsOf(`rare ${sizes.join()} ${limit} ${times} ${run}`);
      let [agent, control] = [0, 0];
      return Array.from({ length: LOOKS }).some(() => {
        agent += poisson(draw, agentDaily);
        control += poisson(draw, daily - agentDaily);
        const sums = { agent: rare(agentSize, agent), control: rare(controlSize, control) };
        return watchGuardrail({ ...sums, limit, plannedSize }).state === 'alarm';
      });
    };
    const runs = 2000;
    return Array.from({ length: runs }, (_, run) => isAlarm(run)).filter((alarm) => alarm).length / runs;
  }

  test.each<readonly [readonly [number, number], number]>([
    [[8000, 1000], 0.1],
    [[8000, 1000], 0.5],
    [[7000, 2000], 0.1],
    [[4500, 4500], 0.1],
    [[1000, 8000], 0.1],
  ])('of %j customers exactly at a limit of +%f at most one programme in twenty alarms', (sizes, limit) => {
    const share = shareOfAlarms(sizes, limit, 1 + limit, 1.5);
    expect(share).toBeLessThanOrEqual(GUARDRAIL_ALPHA);
  });

  test('four times the rate of a small control is found in most', () => {
    expect(shareOfAlarms([8000, 1000], 0.1, 4, 6)).toBeGreaterThan(0.9);
  });
});

describe('a look', () => {
  const group = (customers: number, events: number): RatioSums =>
    Array.from({ length: customers }).reduce<RatioSums>(
      (sums, _, i) => addCustomer(sums, Number(i < events), 1),
      NO_RATIO_SUMS,
    );
  const look = (agent: RatioSums, control: RatioSums, limit = 0.1) =>
    watchGuardrail({ agent, control, limit, plannedSize: 1000 });

  test('few events are no alarm, however uneven', () => {
    expect(look(group(700, 19), group(300, 0))).toMatchObject({ state: 'too_early', low: null });
    expect(look(group(700, 60), group(300, 0)).state).toBe('alarm');
  });

  test('groups without customers or sends have no rate', () => {
    expect(look(NO_RATIO_SUMS, group(300, 30))).toEqual({
      state: 'too_early',
      agentRate: null,
      controlRate: 0.1,
      low: null,
    });
    expect(look({ ...group(700, 0), s: 0, ss: 0 }, group(300, 30)).agentRate).toBeNull();
  });

  test('a wider limit never alarms where a narrower one does not', () => {
    for (let events = 20; events < 200; events += 10) {
      const states = [0, 0.1, 0.5, 2].map((limit) => look(group(700, events), group(300, 20), limit).state);
      expect(states).toEqual([...states].sort());
    }
  });

  test('several sends to one person are not several people', () => {
    const clustered = { ...NO_RATIO_SUMS, n: 700, s: 7000, ss: 70_000, y: 100, yy: 1000, ys: 1000 };
    const spread = { ...clustered, yy: 100 };
    const control = { ...NO_RATIO_SUMS, n: 300, s: 3000, ss: 30_000, y: 20, yy: 200, ys: 200 };
    expect(look(clustered, control).low!).toBeLessThan(look(spread, { ...control, yy: 20 }).low!);
  });
});

describe('against a rate of its own', () => {
  const sumsOf = (n: number, events: number): RatioSums => {
    let sums = NO_RATIO_SUMS;
    for (let customer = 0; customer < n; customer++) sums = addCustomer(sums, customer < events ? 1 : 0, 2);
    return sums;
  };
  const watch = (events: number, limit: number) =>
    watchGuardrail({ agent: sumsOf(4_000, events), control: null, limit, plannedSize: 4_000 });

  test('it alarms far above the limit, holds at it, and needs events to say anything', () => {
    expect(watch(160, 0.005)).toMatchObject({ state: 'alarm', agentRate: 0.02, controlRate: null });
    expect(watch(40, 0.005)).toMatchObject({ state: 'holds', agentRate: 0.005 });
    expect(watch(FEWEST_EVENTS - 1, 0.0001)).toMatchObject({ state: 'too_early', low: null });
    expect(watchGuardrail({ agent: NO_RATIO_SUMS, control: null, limit: 0.1, plannedSize: 10 }).state).toBe(
      'too_early',
    );
  });

  test('exactly at the limit, looked at after every of 40 days, it alarms no more often than it says', () => {
    const runs = 200;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const draw = drawsOf(`absolute ${run}`);
      const events = new Float64Array(500);
      for (let day = 0; day < 40; day++) {
        let sums = NO_RATIO_SUMS;
        for (let customer = 0; customer < events.length; customer++) {
          if (draw() < 0.01) events[customer]! += 1;
          sums = addCustomer(sums, events[customer]!, day + 1);
        }
        if (watchGuardrail({ agent: sums, control: null, limit: 0.01, plannedSize: 500 }).state !== 'alarm') continue;
        alarms += 1;
        break;
      }
    }
    expect(alarms / runs).toBeLessThanOrEqual(GUARDRAIL_ALPHA);
  });
});
