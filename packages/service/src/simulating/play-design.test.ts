/** An agent's design played in memory: the yardsticks are exact, deciding is the product's, nothing is known before its time. */
import { readFile } from 'node:fs/promises';
import { parseAgentFile } from '@fitly/contract';
import { encodeTable, fitEncoding } from '@fitly/core/data';
import { type Agent, actionSpace } from '@fitly/core/design';
import { sipKey } from '@fitly/core/math';
import { featureLayout, pairsOf, plainWinners } from '@fitly/core/policy';
import { asCustomerKey, asDay } from '@fitly/core/terms';
import {
  createDesignWorld,
  DESIGN_WORLD,
  type Design,
  type DesignParameters,
  marginalAudience,
  playDesign,
} from '@fitly/simulator';
import { describe, expect, test } from 'vitest';
import { expressionsOf } from '../workspace/expressions-of.ts';
import { agentPlayer, testPlan, testThenCommit } from './players.ts';
import { perPeriod, realMean } from './reality.ts';
import { proofAlpha } from './simulate-agent.ts';
import { shareOf, simulationOf } from './simulation.ts';

const yaml = await readFile(new URL('../../../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8');
const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const NOTHING = { own: null, begins: null };
const CUSTOMERS = 300;
const UNITS = { alpha: 0.05, decisionDays: 2 };

function agentOf(edit: (text: string) => string = (text) => text): Agent {
  const quick = yaml.replace('every: 14 days', 'every: 2 days').replace('horizon: 14 days', 'horizon: 2 days');
  const parsed = parseAgentFile(edit(quick), 'agent.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.agent;
}

function designOf(agent: Agent, days: number): Design {
  const context = marginalAudience(agent.context, CUSTOMERS, 'test');
  const encoding = fitEncoding(agent.context, context, 1, agent.dimensions);
  return {
    agent,
    rules: expressionsOf(agent).rules,
    customerKeys: Array.from({ length: CUSTOMERS }, (_, row) => asCustomerKey(String(row).padStart(4, '0'))),
    context,
    encoding,
    features: encodeTable(encoding, context),
    firstDay: asDay('2026-01-05'),
    days,
    keys: { group: KEY, due: KEY, draw: KEY, decisionId: KEY, ticket: KEY },
    prepareWinners: plainWinners,
  };
}

const worldOf = (design: Design, changes: Partial<DesignParameters> = {}, seed = '1') =>
  createDesignWorld(seed, { ...DESIGN_WORLD, ...changes }, actionSpace(design.agent.dimensions), {
    features: design.features,
    contextSize: design.encoding.features.length,
    count: CUSTOMERS,
  });

const play = (design: Design, changes: Partial<DesignParameters> = {}) =>
  playDesign(design, worldOf(design, changes), agentPlayer(design, NOTHING, 'w'), { amount: DESIGN_WORLD.amount });

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const policy = (name: string) => (text: string) => text.replace('policy: logistic', `policy: ${name}`);

describe('a world', () => {
  const design = designOf(agentOf(), 1);
  const occasion = { row: 3, day: 2, isWeekend: false, recentSends: 0 };

  test('succeeds by lot as often as its base rate says', () => {
    const world = worldOf(design, { baseRate: 0.1, dayShock: 0 });
    const means = Array.from({ length: CUSTOMERS }, (_, row) => {
      const { success } = world.chances({ ...occasion, row, day: 0 });
      return sumOf([...success]) / success.length;
    });
    expect(sumOf(means) / CUSTOMERS).toBeCloseTo(0.1, 2);
  });

  test('tires of messages, and knows weekends', () => {
    const world = worldOf(design, { fatigue: 0.1, weekend: 0.3 });
    const fresh = [...world.chances(occasion).success];
    const tired = [...world.chances({ ...occasion, recentSends: 5 }).success];
    const weekend = [...world.chances({ ...occasion, isWeekend: true }).success];
    for (const [action, chance] of fresh.entries()) {
      expect(tired[action]).toBeLessThan(chance);
      expect(weekend[action]).toBeGreaterThan(chance);
    }
  });

  test('changes preferences in the week that was asked for, and not before', () => {
    const [same, changed] = [worldOf(design), worldOf(design, { changeWeek: 3, changeShare: 1 })];
    const at = (world: typeof same, day: number) => [...world.chances({ ...occasion, day }).success];
    expect(at(changed, 13)).toEqual(at(same, 13));
    expect(at(changed, 14)).not.toEqual(at(same, 14));
  });

  test('gives the same customers the same luck, and other seeds other effects', () => {
    const chance = { first: 0.5, later: [] };
    expect(worldOf(design).outcome(occasion, chance, 2)).toEqual(worldOf(design).outcome(occasion, chance, 2));
    expect([...worldOf(design, {}, '2').chances(occasion).success]).not.toEqual([
      ...worldOf(design).chances(occasion).success,
    ]);
  });
});

describe('a play', () => {
  test('choosing by lot earns exactly what is said of choosing by lot, and the oracle more', () => {
    const days = play(designOf(agentOf(policy('uniform')), 6));
    expect(sumOf(days.map(({ decisions }) => decisions))).toBeGreaterThan(500);
    for (const { earned, byLot, best, byAction } of days) {
      expect(earned).toBeCloseTo(byLot, 9);
      expect(best).toBeGreaterThan(Math.max(...byAction));
    }
  });

  test('where the frequency is chosen, what was expected arrives, in the same days for every yardstick', () => {
    const often = (text: string): string =>
      policy('uniform')(text)
        .replace(/^ {2}every: .*\n/m, '')
        .replace('horizon: 2 days', 'horizon: 6 days')
        .replace(
          /^dimensions:\n/m,
          'dimensions:\n  - { id: often, kind: frequency, options: [{ id: daily, every: 1 day }, { id: rarely, every: 6 days }] }\n',
        );
    const days = play(designOf(agentOf(often), 60), { baseRate: 0.1, sendEffect: 0, fatigue: 0 });
    const { n, mean } = days.at(-1)!.groups.agent;
    const earned = sumOf(days.map((day) => day.earned));
    expect((n * mean) / earned).toBeGreaterThan(0.93);
    expect((n * mean) / earned).toBeLessThan(1.02);
    const whole = sumOf(days.map(({ exposureDays }) => exposureDays));
    expect(whole / sumOf(days.map(({ decisions }) => decisions))).toBeCloseTo(3.5, 9);
    expect(sumOf(days.map(({ byLot }) => byLot))).toBeCloseTo(earned, 6);
    const units = { alpha: 0.05, decisionDays: 1 };
    const { policy: perDay } = simulationOf([{ policy: days, testThenCommit: days }], units).whole;
    expect(Math.abs(perDay.mean / 0.1 - 1)).toBeLessThan(0.1);
  });

  test('the same again, bit for bit', () => {
    const design = designOf(agentOf(), 4);
    expect(play(design)).toEqual(play(design));
  });

  test('nothing is learned before the horizon of the first decisions has closed', () => {
    const days = play(designOf(agentOf(), 8), { baseRate: 0.3, main: 0.5 });
    for (const { earned, byLot } of days.slice(0, 2)) expect(earned).toBeCloseTo(byLot, 9);
    const late = days.slice(4);
    expect(sumOf(late.map(({ earned }) => earned))).toBeGreaterThan(sumOf(late.map(({ byLot }) => byLot)));
  });

  test('caps and budgets hold', () => {
    const capped = (text: string): string =>
      text.replace(/^learning:/m, 'constraints:\n  caps:\n    - { per: agent, max: 1, days: 4 }\n\nlearning:');
    const sends = (agent: Agent): number => sumOf(play(designOf(agent, 6)).map((day) => day.sends));
    const all = sends(agentOf());
    const one = sends(agentOf(capped));
    expect(one).toBeLessThan(0.75 * all);
    expect(one).toBeLessThanOrEqual(2 * CUSTOMERS);
    const budget = (text: string): string =>
      text.replace(/^learning:/m, 'constraints:\n  budgets:\n    - { maxPerDay: 30, unit: sends }\n\nlearning:');
    for (const day of play(designOf(agentOf(budget), 3))) expect(day.sends).toBeLessThanOrEqual(30);
  });
});

test('the test by hand commits to one action for all, and weeks hold what their days hold', () => {
  const design = designOf(agentOf(), 14);
  const world = worldOf(design, { baseRate: 0.3, main: 0.6 });
  const other = playDesign(design, world, testThenCommit(design, testPlan(14, 2)!), { amount: 1 });
  const last = other.at(-1)!;
  expect([...last.byAction].some((worth) => Math.abs(worth - last.earned) < 1e-9)).toBe(true);
  const own = playDesign(design, world, agentPlayer(design, NOTHING, 'w'), { amount: 1 });
  const worlds = [{ policy: own, testThenCommit: other }];
  const { byWeek, whole, regret, decisions, shownAfterDays } = simulationOf(worlds, UNITS);
  expect(byWeek.map(({ week }) => week)).toEqual([1, 2]);
  expect(whole.policy.mean * decisions.mean).toBeCloseTo(sumOf(own.map(({ earned }) => earned)), 6);
  expect(regret.oracle.mean).toBeGreaterThan(0);
  expect(whole.policy.low).toBeNull();
  expect(simulationOf([...worlds, ...worlds], UNITS).whole.policy.low).toBeCloseTo(whole.policy.mean, 9);
  expect(shownAfterDays).toHaveLength(1);
});

test('the day of proof shares α with business as usual where the report does', () => {
  const shares = { agent: 0.8, random_control: 0.2, business_as_usual: 0, holdout: 0 };
  expect(proofAlpha({ groups: shares })).toBe(0.05);
  expect(proofAlpha({ groups: { ...shares, agent: 0.6, holdout: 0.2 } })).toBe(0.05);
  expect(proofAlpha({ groups: { ...shares, agent: 0.6, business_as_usual: 0.2 } })).toBe(0.025);
});

test('where nothing is to be gained there is no share of the way, and such worlds are not in the mean', () => {
  expect(shareOf({ policy: 0.3, byLot: 0.1 + 0.2, oracle: 0.3 + 1e-15 })).toBeNull();
  expect(shareOf({ policy: 0, byLot: 0, oracle: 0 })).toBeNull();
  expect(shareOf({ policy: 2, byLot: 1, oracle: 5 })).toBe(0.25);
  const design = designOf(agentOf(), 2);
  const worlds = [{}, { main: 0, optionByFeature: 0, pair: 0, product: 0, sendEffect: 0, fatigue: 0 }].map(
    (changes) => {
      const days = play(design, changes);
      return { policy: days, testThenCommit: days };
    },
  );
  const shares = [worlds, worlds.slice(0, 1), worlds.slice(1)].map((some) => simulationOf(some, UNITS).whole.share);
  expect(shares[0]).toEqual(shares[1]);
  expect(shares[2]).toBeNull();
});

test('in reality too a decision that holds longer counts for longer', () => {
  const rows = [
    { reward: 1, periods: 1 },
    { reward: 7, periods: 7 },
  ];
  expect(perPeriod(rows, (reward) => reward)).toBe(1);
  expect(perPeriod(rows, (reward) => Number(reward > 0))).toBe(0.25);
  expect(perPeriod([], (reward) => reward)).toBeNull();
});

test('what really came has an interval whose errors are customers’, and none while successes are few', () => {
  const rowsOf = (customers: number, each: number) =>
    Array.from({ length: customers * each }, (_, row) => ({
      customerKey: asCustomerKey(String(row % customers)),
      reward: Number((row % customers) % 4 === 0),
      periods: 1,
    }));
  const once = realMean(rowsOf(400, 1));
  expect(once.mean).toBe(0.25);
  const half = 1.959964 * Math.sqrt((0.25 * 0.75) / 399);
  expect([once.low, once.high]).toEqual([expect.closeTo(0.25 - half, 6), expect.closeTo(0.25 + half, 6)]);
  // The same people again know nothing more.
  const again = realMean(rowsOf(400, 5));
  expect([again.low, again.high]).toEqual([expect.closeTo(once.low!, 9), expect.closeTo(once.high!, 9)]);
  expect(realMean(rowsOf(36, 1))).toEqual({ mean: 0.25, low: null, high: null });
  expect(realMean([])).toEqual({ mean: null, low: null, high: null });
});

test('the test by hand learns from all its days and no later ones, and commits when the last outcome is known', () => {
  const learned = (skip: number) => {
    const design = designOf(agentOf(), 9);
    const player = testThenCommit(design, { testDays: 3, commitDay: 5 });
    const kinds: string[] = [];
    playDesign(
      design,
      worldOf(design, { baseRate: 0.3, main: 0.6 }),
      {
        ...player,
        learn(rows, day) {
          player.learn(day === skip ? { ...rows, rewards: rows.rewards.map((reward) => 1 - reward) } : rows, day);
          kinds.push(`${day} ${player.version().kind}`);
        },
      },
      { amount: 1 },
    );
    return { kinds, version: player.version() };
  };
  const usual = learned(-1);
  expect(usual.kinds.slice(0, 4).map((each) => each.endsWith(' uniform'))).toEqual([true, true, true, false]);
  expect(learned(5).version).toEqual(usual.version);
  expect(testPlan(84, 14)).toEqual({ testDays: 21, commitDay: 35 });
  expect(testPlan(14, 14)).toBeNull();
});

test('a test that does not fit into the time has no figure', () => {
  const { whole, regret } = simulationOf([{ policy: play(designOf(agentOf(), 2)), testThenCommit: null }], UNITS);
  expect([whole.testThenCommit, regret.testThenCommit]).toEqual([null, null]);
});

describe('what a world can have besides', () => {
  const design = designOf(agentOf(), 4);
  const occasion = { row: 0, day: 0, isWeekend: false, recentSends: 0 };

  test('machines answer nearly every message, whatever it is, and people as often as without them', () => {
    const [plain, withBots] = [worldOf(design), worldOf(design, { bots: 0.5 })];
    let bots = 0;
    for (let row = 0; row < CUSTOMERS; row++) {
      const of = [...withBots.chances({ ...occasion, row }).success];
      const isBot = of.every((chance) => chance === 0.95 || chance === 0);
      bots += Number(isBot);
      if (!isBot) expect(of).toEqual([...plain.chances({ ...occasion, row }).success]);
    }
    expect(bots / CUSTOMERS).toBeCloseTo(0.5, 0.7);
  });

  test('the season is at its height half a year after the launch', () => {
    const [plain, seasonal] = [worldOf(design), worldOf(design, { season: 1 })];
    const raised = [0, 91, 182, 273, 364].map((day) => {
      const [without, within] = [plain, seasonal].map((world) => world.chances({ ...occasion, day }).success[1]!);
      const odds = (chance: number): number => Math.log(chance / (1 - chance));
      return odds(within!) - odds(without!);
    });
    for (const [at, expected] of [0, 0.5, 1, 0.5, 0].entries()) expect(raised[at]).toBeCloseTo(expected, 9);
  });

  test('a short delay brings successes early in the time of their decision, no delay evenly', () => {
    const meanOf = (delay: number): number => {
      const world = worldOf(design, { delay });
      const shares = Array.from(
        { length: CUSTOMERS },
        (_, row) => world.outcome({ row, day: 0 }, { first: 1, later: [] }, 10).when,
      );
      expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
      return shares.reduce((sum, share) => sum + share, 0) / CUSTOMERS;
    };
    expect(meanOf(0)).toBeCloseTo(0.5, 1);
    expect(meanOf(1)).toBeCloseTo(0.1, 1);
  });

  test('drawn customers correlate as they are told to, and not at all when nothing is said', () => {
    const number = (attribute: string) => ({ ...design.agent.context[0]!, attribute, type: 'number' as const });
    const attributes = [number('a'), { ...number('b'), transform: 'none' as const }];
    const correlationAt = (correlation: number, type: 'number' | 'boolean' = 'number'): number => {
      const { columns } = marginalAudience(
        attributes.map((each, at) => ({
          ...{ ...each, transform: 'none' as const, history: null },
          type: at === 0 ? type : ('number' as const),
        })),
        4_000,
        'correlated',
        correlation,
      );
      const [a, b] = columns as Float64Array[];
      return a!.reduce((sum, value, row) => sum + value * b![row]!, 0) / 4_000;
    };
    expect(correlationAt(0)).toBeCloseTo(0, 1);
    expect(correlationAt(0.6)).toBeCloseTo(0.6, 1);
    // A normal cut at 35 % keeps 0.37 of what it has in common with another: the density there.
    expect(correlationAt(0.6, 'boolean')).toBeCloseTo(0.6 * 0.37, 1);
  });
});

describe('success by the stages of a funnel', () => {
  const funnel = (text: string): string =>
    text.replace('policy: logistic', 'policy: funnel\n  funnel: [cart, checkout]');
  const design = designOf(agentOf(funnel), 8);
  const staged = (changes: Partial<DesignParameters> = {}) =>
    createDesignWorld(
      '1',
      { ...DESIGN_WORLD, dayShock: 0, ...changes },
      actionSpace(design.agent.dimensions),
      { features: design.features, contextSize: design.encoding.features.length, count: CUSTOMERS },
      { stages: 3 },
    );

  test('comes as often as the base rate says, by later stages that pass what they are told to', () => {
    const world = staged({ baseRate: 0.02, stageRate: 0.3, shared: 0, stageMain: 0 });
    let [success, first] = [0, 0];
    for (let row = 0; row < CUSTOMERS; row++) {
      const chances = world.chances({ row, day: 0, isWeekend: false, recentSends: 0 });
      success += sumOf([...chances.success]) / chances.success.length / CUSTOMERS;
      first += sumOf([...chances.success].map((each, action) => each / chances.most[action]!)) / chances.success.length;
      expect(chances.later.map((each) => each[0]!.toFixed(6))).toEqual(['0.300000', '0.300000']);
    }
    expect(success).toBeCloseTo(0.02, 3);
    expect(first / CUSTOMERS).toBeCloseTo(0.02 / 0.09, 2);
  });

  test('who fails at a stage has passed those before it, and success is to pass them all', () => {
    const world = staged();
    const seen = new Set<number>();
    for (let row = 0; row < CUSTOMERS; row++) {
      const { passed, succeeds } = world.outcome({ row, day: 0 }, { first: 0.5, later: [0.5, 0.5] }, 2);
      expect(succeeds).toBe(passed === 3);
      seen.add(passed);
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3]);
  });

  test('is learned from stage by stage: sooner than from success alone', () => {
    const parameters = { baseRate: 0.01, stageRate: 0.2, main: 0.8, optionByFeature: 0, pair: 0, dayShock: 0 };
    const shareOfWay = (agent: Agent): number => {
      const own = designOf(agent, 16);
      const days = playDesign(own, staged(parameters), agentPlayer(own, NOTHING, 'w'), { amount: 1 });
      const total = (pick: (day: (typeof days)[number]) => number): number => sumOf(days.map(pick));
      const lot = total((day) => day.byLot);
      return (total((day) => day.earned) - lot) / (total((day) => day.best) - lot);
    };
    expect(shareOfWay(agentOf(funnel))).toBeGreaterThan(shareOfWay(agentOf()) + 0.05);
  });
});

describe('an agent that begins with what is known', () => {
  const design = designOf(agentOf(), 10);
  const layout = featureLayout(actionSpace(design.agent.dimensions), design.encoding.features.length);
  const coefficients = Float64Array.from({ length: layout.size }, (_, i) => ((i % 7) - 3) / 10);
  const belief = {
    layout,
    coefficients,
    options: design.agent.dimensions.map(({ options }) => new Set(options.keys())),
    features: new Set(Array.from({ length: layout.contextSize }, (_, j) => j)),
  };
  const worldWith = (startHolds: number) =>
    createDesignWorld(
      '1',
      { ...DESIGN_WORLD, startHolds, product: 0, dayShock: 0, sendEffect: 0 },
      actionSpace(design.agent.dimensions),
      { features: design.features, contextSize: layout.contextSize, count: CUSTOMERS },
      { belief },
    );
  const oddsIn = (world: ReturnType<typeof worldWith>, row: number): number[] =>
    [...world.chances({ row, day: 0, isWeekend: false, recentSends: 0 }).success].map((chance) =>
      Math.log(chance / (1 - chance)),
    );

  test('finds options as it believes them to be where that holds, and as they are drawn where it does not', () => {
    const x = design.features.subarray(0, layout.contextSize);
    const believed = Array.from({ length: layout.space.size }, (_, action) => {
      let sum = 0;
      for (const [dim, offsets] of layout.optionOffsets.entries()) {
        const block = offsets[layout.space.optionIndex(action, dim)]!;
        sum += coefficients[block]! + x.reduce((total, value, j) => total + value * coefficients[block + 1 + j]!, 0);
      }
      return pairsOf(layout, action).reduce((total, pair) => total + coefficients[pair]!, sum);
    });
    const held = oddsIn(worldWith(1), 0);
    for (const [action, odds] of held.entries()) {
      expect(odds - held[0]!).toBeCloseTo(believed[action]! - believed[0]!, 9);
    }
    expect(oddsIn(worldWith(0), 0)).toEqual(
      oddsIn(worldOf(design, { product: 0, dayShock: 0, sendEffect: 0 }) as ReturnType<typeof worldWith>, 0),
    );
  });
});
