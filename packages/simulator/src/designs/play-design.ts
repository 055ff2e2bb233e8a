/**
 * An agent's own design, played day by day in a world: who is due, what rules, caps and budgets leave, probabilities, the draw,
 * what comes of it and when it is known. Deciding is the product's own (`decideDay`); only the customers' answers are drawn.
 */
import {
  type CompiledRule,
  type ContextTable,
  contextRows,
  type DecisionTable,
  type Encoding,
  numberColumn,
  parseMask,
  parseProbabilities,
  probabilityVector,
  textColumn,
} from '@fitly/core/data';
import { assignGroup, decideDay, dueOn, firstDueAfter, prepareDay } from '@fitly/core/decide';
import { type ActionSpace, type Agent, actionSpace } from '@fitly/core/design';
import { observationOf, passedOf } from '@fitly/core/learn';
import { type SipKey, subKey } from '@fitly/core/math';
import { addValues, emptyMoments, type Moments } from '@fitly/core/measure';
import type { PolicyVersion, PrepareWinners, TrainingRows } from '@fitly/core/policy';
import { asDecisionId, type CustomerKey, type Day, type Group } from '@fitly/core/terms';
import { addDays, dayNumber, instantOf } from '@fitly/core/time';
import { contactsOf } from './contacts.ts';
import type { DesignWorld } from './design-world.ts';
import { type Rewards, rewardsOf } from './rewards.ts';

/** What is the same in every world and for every player. */
export interface Design {
  readonly agent: Agent;
  readonly rules: readonly CompiledRule[];
  /** Strictly ascending. */
  readonly customerKeys: readonly CustomerKey[];
  /** One row per customer. */
  readonly context: ContextTable;
  /** Fitted on `context`; `features`: the same encoded, row-major. */
  readonly encoding: Encoding;
  readonly features: Float64Array;
  readonly firstDay: Day;
  readonly days: number;
  readonly keys: Readonly<Record<'group' | 'due' | 'draw' | 'decisionId' | 'ticket', SipKey>>;
  readonly prepareWinners: PrepareWinners;
}

/** A policy at work; remembers what it learned, so it is one per play. */
export interface DesignPlayer {
  readonly name: string;
  version(): PolicyVersion;
  /** What has matured by the morning of `day` (from 0). */
  learn(rows: TrainingRows, day: number): void;
}

/**
 * All sums are over the agent group's decisions of one day; worth is in units of the reward, expected and exact. A chosen
 * frequency says how long a decision lasts: each yardstick is what it earns per day times the player's own exposure, so that
 * all are worth of the same time.
 */
export interface DesignDay {
  readonly decisions: number;
  /** Days that these decisions have to themselves, expected over the player's probabilities. */
  readonly exposureDays: number;
  /** What the player's probabilities are worth. */
  readonly earned: number;
  /** Every eligible action alike; always the best one for the customer. */
  readonly byLot: number;
  readonly best: number;
  /** Of each action, given to everybody who may have it (who may not, gets one by lot). */
  readonly byAction: Float64Array;
  /** Messages of both groups, and what their options cost. */
  readonly sends: number;
  readonly cost: number;
  /** What customers have brought in since the beginning, by group: real luck, not expectation. */
  readonly groups: Readonly<Record<'agent' | 'random_control', Moments>>;
}

/** Plays all days. `amount`: what a success is worth on average where the agent does not merely count. */
export function playDesign(
  design: Design,
  world: DesignWorld,
  player: DesignPlayer,
  { amount, onDay }: { readonly amount: number; readonly onDay?: (day: number) => void },
): DesignDay[] {
  const { agent, customerKeys, keys } = design;
  const space = actionSpace(agent.dimensions);
  const rewards = rewardsOf(agent, space, amount);
  const groups = customerKeys.map((key) => assignGroup(subKey(keys.group, agent.name), key, agent.groups));
  const contacts = contactsOf(agent, space, customerKeys.length);
  const totals = new Float64Array(customerKeys.length);
  /** By day: what customers bring in on it. */
  const arriving = new Map<number, Arrival[]>();
  const waiting: TrainingRows[] = [];
  const spent: Record<string, number> = {};
  const days: DesignDay[] = [];
  for (let day = 0; day < design.days; day++) {
    const matured = waiting[day - agent.success.horizonDays];
    if (matured !== undefined && matured.count > 0) player.learn(matured, day);
    const due = dueRows(design, day, (row) => contacts.isHeld(row, day));
    const input = inputOf(design, { day, due, groups, spent, version: player.version(), contacts });
    const prepared = prepareDay(input);
    const table = decideDay(input, prepared, design.prepareWinners);
    const rows = due.filter((row) => groups[row] === 'agent' || groups[row] === 'random_control');
    const played = playDay({ design, world, space, rewards, groups, rows, table, day, contacts });
    for (const { name, use } of prepared.budgets) {
      spent[name] =
        (spent[name] ?? 0) + played.actions.reduce((sum, action) => sum + (action < 0 ? 0 : use[action]!), 0);
    }
    for (const [on, ofDay] of Map.groupBy(played.arrivals, (each) => each.on)) {
      arriving.set(on, [...(arriving.get(on) ?? []), ...ofDay]);
    }
    for (const { row, worth } of arriving.get(day) ?? []) totals[row] = totals[row]! + worth;
    arriving.delete(day);
    waiting.push(played.training);
    const momentsOf = (group: Group): Moments =>
      addValues(
        emptyMoments,
        totals.filter((_, row) => groups[row] === group),
      );
    days.push({ ...played.sums, groups: { agent: momentsOf('agent'), random_control: momentsOf('random_control') } });
    contacts.endDay(day);
    onDay?.(day);
  }
  return days;
}

type Contacts = ReturnType<typeof contactsOf>;

/** What a customer brings in, and on which day. */
interface Arrival {
  readonly row: number;
  readonly worth: number;
  readonly on: number;
}

function dueRows(
  { agent, customerKeys, firstDay, keys }: Design,
  day: number,
  isHeld: (row: number) => boolean,
): number[] {
  const key = subKey(keys.due, agent.name);
  const isDue = dueOn(key, addDays(firstDay, day), agent.schedule.everyDays);
  const startsAfter = firstDueAfter(key, agent);
  return customerKeys.flatMap((customer, row) =>
    isDue(customer) && day >= startsAfter(customer) && !isHeld(row) ? [row] : [],
  );
}

interface OneDay {
  readonly day: number;
  readonly due: readonly number[];
  readonly groups: readonly Group[];
  readonly spent: Readonly<Record<string, number>>;
  readonly version: PolicyVersion;
  readonly contacts: Contacts;
}

function inputOf(design: Design, { day, due, groups, spent, version, contacts }: OneDay) {
  const { agent, rules, customerKeys, encoding, keys, firstDay } = design;
  const date = addDays(firstDay, day);
  return {
    agent,
    agentVersion: 1,
    rules,
    day: date,
    decidedAt: instantOf(date, agent.schedule.runAt, agent.timeZone),
    customers: due.map((row) => ({
      customerKey: customerKeys[row]!,
      group: groups[row]!,
      timeZone: agent.timeZone,
      recentSends: contacts.recentSends(row),
    })),
    context: contextRows(design.context, due),
    encoding,
    policyVersion: version,
    policyVersionNumber: day + 1,
    spent: { ...spent },
    keys,
    installationId: 'simulated',
  };
}

interface Played {
  readonly design: Design;
  readonly world: DesignWorld;
  readonly space: ActionSpace;
  readonly rewards: Rewards;
  readonly groups: readonly Group[];
  /** Row of the audience for each row of the table. */
  readonly rows: readonly number[];
  readonly table: DecisionTable;
  readonly day: number;
  readonly contacts: Contacts;
}

/** Changes `contacts`. */
function playDay(played: Played) {
  const { design, world, space, rewards, groups, rows, table, day, contacts } = played;
  const sums = {
    decisions: 0,
    exposureDays: 0,
    earned: 0,
    byLot: 0,
    best: 0,
    byAction: new Float64Array(space.size),
    sends: 0,
    cost: 0,
  };
  const [actions, sendAt] = [numberColumn(table, 'action'), numberColumn(table, 'send_at')];
  const [masks, texts, reasons] = ['mask_id', 'probabilities', 'reason'].map((name) => textColumn(table, name));
  const weekday = (dayNumber(design.firstDay) + day) % 7;
  // Day 0 of the count is a Thursday.
  const isWeekend = weekday === 2 || weekday === 3;
  const took: Taken[] = [];
  const arrivals: Arrival[] = [];
  const vector = new Float64Array(space.size);
  for (const [at, row] of rows.entries()) {
    const action = actions[at]!;
    const text = texts![at] ?? null;
    if (action < 0 || text === null) continue;
    const chances = world.chances({ row, day, isWeekend, recentSends: contacts.count(row) });
    const mask = parseMask(masks![at] ?? '', space.size);
    if (groups[row] === 'agent') {
      addWorth(sums, rewards, chances, mask, probabilityVector(parseProbabilities(text), space, mask, vector));
    }
    if (reasons![at] !== 'chosen') continue;
    const exposure = rewards.exposureDays(action);
    const later = chances.later.map((ofStage) => ofStage[action]!);
    const first = rewards.chanceOf(action, chances.success[action]! / chances.most[action]!);
    const outcome = world.outcome({ row, day }, { first, later }, exposure);
    const worth = rewards.worthOf(action, outcome);
    took.push({ row, action, worth, days: exposure, passed: outcome.passed });
    if (worth !== 0)
      arrivals.push({ row, worth, on: day + Math.min(exposure - 1, Math.floor(outcome.when * exposure)) });
    contacts.add(row, action, day, sendAt[at]!);
    if (!space.isSilent(action)) sums.sends += 1;
    sums.cost += rewards.costOf(action);
  }
  return { sums, arrivals, actions: took.map(({ action }) => action), training: trainingRows(design, day, took) };
}

interface Sums {
  decisions: number;
  exposureDays: number;
  earned: number;
  byLot: number;
  best: number;
  readonly byAction: Float64Array;
}

/** Changes `sums`. */
function addWorth(
  sums: Sums,
  rewards: Rewards,
  { success, most }: ReturnType<DesignWorld['chances']>,
  mask: Uint8Array,
  probabilities: Float64Array,
): void {
  const expected = (action: number): number => rewards.expected(action, success[action]!, most[action]);
  let [earned, exposure, all, allDays, best] = [0, 0, 0, 0, -Infinity];
  for (let action = 0; action < mask.length; action++) {
    if (mask[action] !== 1) continue;
    const [worth, days] = [expected(action), rewards.exposureDays(action)];
    earned += probabilities[action]! * worth;
    exposure += probabilities[action]! * days;
    all += worth;
    allDays += days;
    best = Math.max(best, worth / days);
  }
  const byLot = (exposure * all) / allDays;
  sums.decisions += 1;
  sums.exposureDays += exposure;
  sums.earned += earned;
  sums.byLot += byLot;
  sums.best += exposure * best;
  for (let action = 0; action < mask.length; action++) {
    const own = mask[action] === 1 ? (exposure * expected(action)) / rewards.exposureDays(action) : byLot;
    sums.byAction[action] = sums.byAction[action]! + own;
  }
}

/** A decision that was carried out, and what came of it. */
interface Taken {
  readonly row: number;
  readonly action: number;
  readonly worth: number;
  /** That it had to itself. */
  readonly days: number;
  /** Stages of success. */
  readonly passed: number;
}

function trainingRows(
  { agent, customerKeys, features, encoding }: Design,
  day: number,
  took: readonly Taken[],
): TrainingRows {
  const width = encoding.features.length;
  const contexts = new Float64Array(took.length * width);
  for (const [at, { row }] of took.entries())
    contexts.set(features.subarray(row * width, (row + 1) * width), at * width);
  const observed = took.map(({ worth, days }) => observationOf(agent, { reward: worth, exposureDays: days }));
  return {
    count: took.length,
    customerKeys: took.map(({ row }) => customerKeys[row]!),
    decisionIds: took.map(({ row }) => asDecisionId(`${day}/${row}`)),
    contexts,
    actions: Int32Array.from(took, ({ action }) => action),
    rewards: Float64Array.from(observed, ({ reward }) => reward),
    weights: Float64Array.from(observed, ({ weight }) => weight),
    ...(agent.learning.policy === 'funnel'
      ? {
          passed: passedOf(
            Float64Array.from(took, ({ passed }) => passed),
            agent.learning.funnel.length + 1,
          ),
        }
      : {}),
  };
}
