/** What playing a design has shown: sums of days → figures per week, with intervals over worlds. */
import { compareGroups, sideOfZero, studentTCritical } from '@fitly/core/measure';
import type { DesignDay } from '@fitly/simulator';

/** Mean over worlds, with a 95 % interval (Student's t); without one for a single world. */
export interface OverWorlds {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Expected reward of the agent's group per `decisionDays` days of a customer: per decision, unless a frequency is chosen. */
interface Worth {
  /** The agent's own policy. */
  readonly policy: OverWorlds;
  readonly byLot: OverWorlds;
  /** The one action that turns out best for all. Nobody knows it beforehand. */
  readonly fixedChoice: OverWorlds;
  /** By lot for a quarter of the time and until its outcomes are known, then the best option of each dimension for all. */
  readonly testThenCommit: OverWorlds | null;
  /** Always the best action for the customer. */
  readonly oracle: OverWorlds;
  /** (policy − by lot) / (oracle − by lot), over the worlds in which there is something to gain; null: in none. */
  readonly share: OverWorlds | null;
}

interface SimulatedWeek extends Worth {
  /** From 1. */
  readonly week: number;
  readonly sends: OverWorlds;
  readonly cost: OverWorlds;
  /** Relative uplift of the agent's group over random control so far, as the report would estimate it. */
  readonly uplift: OverWorlds | null;
}

export interface Simulation {
  readonly byWeek: readonly SimulatedWeek[];
  readonly whole: Worth;
  /** What the agent's customers miss by the policy, in rewards over the whole time: against each of the others. */
  readonly regret: Readonly<Record<'fixedChoice' | 'oracle', OverWorlds> & Record<'testThenCommit', OverWorlds | null>>;
  readonly decisions: OverWorlds;
  readonly sends: OverWorlds;
  readonly cost: OverWorlds;
  /** Days until the report can show an uplift over random control, in each world; null: not within the time. */
  readonly shownAfterDays: readonly (number | null)[];
}

export interface PlayedWorld {
  readonly policy: readonly DesignDay[];
  /** Null where the test does not fit into the time. */
  readonly testThenCommit: readonly DesignDay[] | null;
}

export interface Units {
  /** How often the report's interval of the agent over random control may miss. */
  readonly alpha: number;
  /** Days that a decision has to itself; the shortest, where a frequency is chosen. */
  readonly decisionDays: number;
}

export function simulationOf(worlds: readonly PlayedWorld[], units: Units): Simulation {
  const weeks = Math.ceil(worlds[0]!.policy.length / 7);
  const totals = worlds.map((world) => totalsOf(world, 0, world.policy.length));
  return {
    byWeek: Array.from({ length: weeks }, (_, week) => weekOf(worlds, week, units)),
    whole: worthOf(totals, units),
    regret: {
      fixedChoice: over(totals, (each) => each.fixedChoice - each.policy),
      testThenCommit: overKnown(totals, ({ testThenCommit, policy }) => minus(testThenCommit, policy)),
      oracle: over(totals, (each) => each.oracle - each.policy),
    },
    decisions: over(totals, (each) => each.decisions),
    sends: over(totals, (each) => each.sends),
    cost: over(totals, (each) => each.cost),
    shownAfterDays: worlds.map(({ policy }) => firstShown(policy, units.alpha)),
  };
}

function weekOf(worlds: readonly PlayedWorld[], week: number, units: Units): SimulatedWeek {
  const totals = worlds.map((world) => totalsOf(world, week * 7, week * 7 + 7));
  const readings = worlds.map(({ policy }) =>
    readingOn(policy, Math.min(policy.length, week * 7 + 7) - 1, units.alpha),
  );
  const relative = readings.map((reading) =>
    reading.kind === 'reading' ? (reading.relative?.estimate ?? null) : null,
  );
  return {
    week: week + 1,
    ...worthOf(totals, units),
    sends: over(totals, (each) => each.sends),
    cost: over(totals, (each) => each.cost),
    uplift: relative.every((each) => each !== null) ? over(relative, (each) => each) : null,
  };
}

interface Totals {
  readonly decisions: number;
  readonly exposureDays: number;
  readonly policy: number;
  readonly byLot: number;
  readonly fixedChoice: number;
  readonly testThenCommit: number | null;
  readonly oracle: number;
  readonly sends: number;
  readonly cost: number;
}

/**
 * Sums of the days [from, to). Both players decide for the same customers on the same days, unless a frequency was chosen: then
 * the worth of the other is scaled to the policy's exposure.
 */
function totalsOf({ policy, testThenCommit }: PlayedWorld, from: number, to: number): Totals {
  const [own, other] = [policy.slice(from, to), testThenCommit?.slice(from, to)];
  const exposureDays = sum(own, (day) => day.exposureDays);
  return {
    decisions: sum(own, (day) => day.decisions),
    exposureDays,
    policy: sum(own, (day) => day.earned),
    byLot: sum(own, (day) => day.byLot),
    fixedChoice: bestAction(policy, own),
    testThenCommit: other === undefined ? null : earnedIn(exposureDays, other),
    oracle: sum(own, (day) => day.best),
    sends: sum(own, (day) => day.sends),
    cost: sum(own, (day) => day.cost),
  };
}

function earnedIn(exposureDays: number, days: readonly DesignDay[]): number {
  const own = sum(days, (day) => day.exposureDays);
  return own === 0 ? 0 : (sum(days, (day) => day.earned) * exposureDays) / own;
}

/** What the action that is best over all days earns on these. */
function bestAction(all: readonly DesignDay[], days: readonly DesignDay[]): number {
  const actions = all[0]!.byAction.length;
  const worth = Float64Array.from({ length: actions }, (_, action) => sum(all, (day) => day.byAction[action]!));
  const best = worth.indexOf(Math.max(...worth));
  return sum(days, (day) => day.byAction[best]!);
}

function worthOf(totals: readonly Totals[], { decisionDays }: Units): Worth {
  const scaled = (worth: number, { exposureDays }: Totals): number =>
    exposureDays === 0 ? 0 : (worth * decisionDays) / exposureDays;
  const per = (pick: (each: Totals) => number) => over(totals, (each) => scaled(pick(each), each));
  return {
    policy: per((each) => each.policy),
    byLot: per((each) => each.byLot),
    fixedChoice: per((each) => each.fixedChoice),
    testThenCommit: overKnown(totals, (each) =>
      each.testThenCommit === null ? null : scaled(each.testThenCommit, each),
    ),
    oracle: per((each) => each.oracle),
    share: overKnown(totals, shareOf),
  };
}

const minus = (one: number | null, other: number): number | null => (one === null ? null : one - other);

/** Below this part of the oracle's worth, what there is to gain is rounding. */
const ROUNDING = 1e-9;

/** Null where there is nothing to gain. */
export function shareOf({ policy, byLot, oracle }: Pick<Totals, 'policy' | 'byLot' | 'oracle'>): number | null {
  const gain = oracle - byLot;
  return gain > ROUNDING * Math.abs(oracle) ? (policy - byLot) / gain : null;
}

function readingOn(days: readonly DesignDay[], at: number, alpha: number) {
  const { agent, random_control: control } = days[at]!.groups;
  return compareGroups(agent, control, { alpha, plannedSize: agent.n + control.n });
}

/** Days after the start on which the daily reading first says "better": a reading that may be looked at every day. */
function firstShown(days: readonly DesignDay[], alpha: number): number | null {
  const at = days.findIndex((_, day) => sideOfZero(readingOn(days, day, alpha)) === 1);
  return at === -1 ? null : at + 1;
}

const sum = (days: readonly DesignDay[], pick: (day: DesignDay) => number): number =>
  days.reduce((total, day) => total + pick(day), 0);

/** Of the intervals over worlds. */
const ALPHA = 0.05;

function over<T>(worlds: readonly T[], pick: (world: T) => number): OverWorlds {
  const values = worlds.map(pick);
  const count = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / count;
  if (count === 1) return { mean, low: null, high: null };
  const squares = values.reduce((total, value) => total + (value - mean) * (value - mean), 0);
  const half = studentTCritical(ALPHA, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - half, high: mean + half };
}

/** Over the worlds in which there is such a figure; null: in none. */
function overKnown<T>(worlds: readonly T[], pick: (world: T) => number | null): OverWorlds | null {
  const known = worlds.map(pick).filter((each) => each !== null);
  return known.length === 0 ? null : over(known, (each) => each);
}
