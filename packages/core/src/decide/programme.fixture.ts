/**
 * Random programmes for property tests: a small agent with every kind of constraint, some customers, and a few days. All from
 * one number, so that a failing one can be played again. Only for tests.
 */
import { type CompiledRule, VERDICT } from '../data/compiled-rules.ts';
import type { ContextTable } from '../data/context-table.ts';
import { fitEncoding } from '../data/encoding.ts';
import { actionSpace } from '../design/action-space.ts';
import type { Agent, Budget, Cap, Dimension, Option } from '../design/agent.ts';
import { dimension, option, SHOP_AGENT } from '../design/fixtures.ts';
import { normalStream, uniform } from '../math/random.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { asAgentName, asCustomerKey, asDay, type Day } from '../terms.ts';
import { addDays, instantOf } from '../time.ts';
import type { DecideDayInput, DueCustomer } from './decide-day-input.ts';
import { KEY } from './fixtures.ts';
import type { QuietSettings } from './quiet-times.ts';

export interface Programme {
  readonly agent: Agent;
  readonly rules: readonly CompiledRule[];
  readonly customers: readonly DueCustomer[];
  readonly context: ContextTable;
  readonly version: PolicyVersion;
  readonly firstDay: Day;
  readonly days: number;
}

/** Numbers in [0, 1) and choices, named by the programme and a running count. */
interface Dice {
  chance(probability: number): boolean;
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
}

function diceOf(seed: number): Dice {
  let count = 0;
  const next = (): number => uniform(KEY, `programme ${seed}`, String(count++));
  const below = (n: number): number => Math.floor(next() * n);
  return { chance: (p) => next() < p, below, pick: (from) => from[below(from.length)]! };
}

export const FIRST_DAY = asDay('2026-03-27');

export function programmeOf(seed: number): Programme {
  const dice = diceOf(seed);
  const dimensions = dimensionsOf(dice);
  const agent: Agent = {
    ...SHOP_AGENT,
    name: asAgentName(`agent-${seed}`),
    timeZone: 'Europe/Berlin',
    schedule: { runAt: '06:00', everyDays: 1 },
    dimensions,
    context: [
      { attribute: 'age', type: 'number', transform: 'none', topK: 0, pii: 'quarantine', history: null },
      { attribute: 'country', type: 'category', transform: 'none', topK: 3, pii: 'quarantine', history: null },
    ],
    constraints: {
      ...SHOP_AGENT.constraints,
      caps: capsOf(dice),
      budgets: budgetsOf(dice, dimensions),
      ...quietTimesOf(seed),
    },
    delivery: { ...SHOP_AGENT.delivery, fallbackTimeZone: 'Europe/Berlin' },
  };
  const count = 4 + dice.below(14);
  const context = contextOf(dice, agent, count);
  return {
    agent,
    rules: rulesOf(dice, agent),
    customers: Array.from({ length: count }, (_, i) => customerOf(dice, i)),
    context,
    version: versionOf(dice, agent, context),
    firstDay: FIRST_DAY,
    days: 3,
  };
}

/** The input of one day, with what happened before. */
export function inputOfDay(
  programme: Programme,
  number: number,
  before: Pick<DecideDayInput, 'customers' | 'spent'>,
): DecideDayInput {
  const { agent, context } = programme;
  const day = addDays(programme.firstDay, number);
  return {
    agent,
    agentVersion: 1,
    rules: programme.rules,
    day,
    decidedAt: instantOf(day, '06:00', agent.timeZone),
    context,
    encoding: fitEncoding(agent.context, context, 1),
    policyVersion: programme.version,
    policyVersionNumber: 1,
    keys: { draw: KEY, decisionId: KEY, ticket: KEY },
    installationId: 'installation',
    ...before,
  };
}

function dimensionsOf(dice: Dice): Dimension[] {
  const made = [
    dimension('template', 'template', optionsOf(dice, 'mail', 1 + dice.below(3))),
    dimension('offer', 'offer', optionsOf(dice, 'offer', 1 + dice.below(3))),
    ...(dice.chance(0.5) ? [dimension('hour', 'send_hour', hoursOf(dice))] : []),
  ];
  const wanting = dice.pick(made[1]!.options).id;
  const withNeeds = made.map((each) =>
    each.id === 'template' && dice.chance(0.3)
      ? { ...each, options: each.options.map((one, i) => (i === 0 ? { ...one, requires: { offer: [wanting] } } : one)) }
      : each,
  );
  if (!dice.chance(0.5)) return withNeeds;
  const silent = option('nothing', { noSend: true });
  return withNeeds.map((each) => (each.id === 'offer' ? { ...each, options: [...each.options, silent] } : each));
}

function optionsOf(dice: Dice, name: string, count: number): Option[] {
  return Array.from({ length: count }, (_, i) =>
    option(`${name}_${i}`, {
      cost: dice.pick([0, 0, 1, 2.5]),
      state: dice.pick(['active', 'active', 'active', 'active', 'paused', 'retired']),
      validFrom: dice.chance(0.15) ? addDays(FIRST_DAY, dice.below(3)) : null,
      validTo: dice.chance(0.15) ? addDays(FIRST_DAY, dice.below(3)) : null,
    }),
  );
}

const hoursOf = (dice: Dice): Option[] =>
  [2, 8, 19].slice(0, 1 + dice.below(3)).map((hour) => option(`h${hour}`, { hour }));

const capsOf = (dice: Dice): Cap[] =>
  Array.from({ length: dice.below(3) }, () => ({
    per: dice.pick(['agent', 'message', 'all_agents'] as const),
    max: 1 + dice.below(2),
    days: 1 + dice.below(3),
    window: dice.pick(['rolling', 'calendar'] as const),
  }));

/** Dice of their own, so that everything else of a programme is as without them. In these days clocks go forward in Europe. */
function quietTimesOf(seed: number): QuietSettings {
  const dice = diceOf(-1 - seed);
  const hours = { from: dice.pick(['21:00', '00:30', '02:15']), to: dice.pick(['02:30', '07:00', '08:30']) };
  return {
    quietHours: dice.chance(0.4) ? hours : null,
    quietDays: dice.chance(0.2) ? ['sunday'] : [],
    blackoutDates: dice.chance(0.2) ? [addDays(FIRST_DAY, dice.below(3))] : [],
  };
}

function budgetsOf(dice: Dice, dimensions: readonly Dimension[]): Budget[] {
  const offers = dimensions[1]!.options.filter((one) => !one.noSend);
  const made = Array.from({ length: dice.below(3) }, (): Budget => {
    const limited = dice.chance(0.6) ? { dimension: 'offer', option: dice.pick(offers).id } : null;
    const maxPerDay = dice.chance(0.8) ? dice.pick([1, 2, 3, 5.5]) : null;
    return {
      option: limited,
      maxPerDay,
      maxTotal: maxPerDay === null || dice.chance(0.4) ? dice.pick([4, 7, 9.5]) : null,
      unit: dice.pick(['sends', 'cost'] as const),
    };
  });
  // One budget per name, as validation demands.
  return [...new Map(made.map((each) => [`${each.option?.option} ${each.unit}`, each])).values()];
}

/** Rules as functions: what a text compiles to is the business of another room. Some customers have no age. */
function rulesOf(dice: Dice, agent: Agent): CompiledRule[] {
  return Array.from({ length: dice.below(3) }, (_, i) => {
    const limit = dice.pick([20, 40, 60]);
    const offer = dice.pick(agent.dimensions[1]!.options).id;
    const dimensions = dice.chance(0.7) ? ['offer'] : [];
    return {
      id: `rule_${i}`,
      reason: `too_old_${i}`,
      dimensions,
      attributes: ['age'],
      evaluate: (table, options) => {
        const ages = table.columns[0] as Float64Array;
        const concerns = dimensions.length === 0 || options['offer'] === offer;
        return Uint8Array.from(ages, (age) => {
          if (!concerns) return VERDICT.no;
          return Number.isNaN(age) ? VERDICT.unknown : age > limit ? VERDICT.yes : VERDICT.no;
        });
      },
    };
  });
}

const customerOf = (dice: Dice, i: number): DueCustomer => ({
  customerKey: asCustomerKey(i.toString(16).padStart(32, '0')),
  group: dice.pick(['agent', 'agent', 'random_control', 'holdout']),
  timeZone: dice.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', null]),
  recentSends: [],
});

const contextOf = (dice: Dice, { context }: Agent, count: number): ContextTable => ({
  attributes: context,
  rowCount: count,
  columns: [
    Float64Array.from({ length: count }, () => (dice.chance(0.1) ? Number.NaN : 10 + dice.below(60))),
    Array.from({ length: count }, () => dice.pick(['DE', 'US', null])),
  ],
});

function versionOf(dice: Dice, agent: Agent, context: ContextTable): PolicyVersion {
  if (dice.chance(0.2)) return { kind: 'uniform' };
  const encoding = fitEncoding(agent.context, context, 1);
  const contextSize = encoding.features.length;
  const space = actionSpace(agent.dimensions);
  const next = normalStream(KEY, `coefficients ${agent.name}`);
  const size = 8 * featureLayout(space, contextSize).size;
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions: space.dimensions },
    encodingVersion: 1,
    contextSize,
    draws: 8,
    floor: dice.pick([0, 0.1]),
    coefficients: Float64Array.from({ length: size }, next),
  };
}
