/**
 * Whether an attribute of the context is fit to decide by: how many customers have it, how old it is, whether it still looks as it did
 * in training, and whether the groups were alike in it when they were drawn.
 */
import { UNUSABLE } from '../../data/encoding.ts';
import { GROUPS, type Group } from '../../terms.ts';
import { holm } from '../multiplicity/adjust.ts';
import { chiSquareQuantile, chiSquareSurvival } from '../special/chi-square.ts';

/** One attribute, counted in bins. */
export interface AttributeFacts {
  readonly attribute: string;
  readonly type: 'number' | 'category' | 'boolean';
  /** Made by the agent's own log: it moves with what the agent does, and nothing of it is a problem. */
  readonly isHistory: boolean;
  /** The first bin is for missing values. */
  readonly bins: readonly AttributeBin[];
  /** Different values today, up to 100,000 categories or 1,000 numbers. */
  readonly distinct: number;
  /** Of the newest value, in days; 0 = read today, NaN = there is none. */
  readonly ageDays: number;
  /** Values of today that were set aside because they look personal. */
  readonly suspected: number;
}

export interface AttributeBin {
  /** Customers of today's audience. */
  readonly today: number;
  /** Customers of the audiences of the days that were learned from, summed. */
  readonly trained: number;
  /** Customers on the day of their enrolment, summed over all days. */
  readonly enrolled: Readonly<Record<Group, number>>;
}

/** In order of how much it matters. */
const ATTRIBUTE_PROBLEMS = [
  'depends_on_group',
  'looks_personal',
  'mostly_missing',
  'constant',
  'all_distinct',
  'stale',
  'drifted',
] as const;
export type AttributeProblem = (typeof ATTRIBUTE_PROBLEMS)[number];

export interface AttributeHealth {
  readonly attribute: string;
  /** Share of today's audience that has a value; null without an audience. */
  readonly coverage: number | null;
  readonly distinct: number;
  readonly ageDays: number | null;
  /** Population stability index of today against training; null while nothing was learned from. */
  readonly drift: number | null;
  /** p of the test that groups are alike in it at enrolment, by Holm over all attributes; null where it does not apply. */
  readonly groupP: number | null;
  readonly problems: readonly AttributeProblem[];
}

export const ATTRIBUTE_LIMITS = {
  ...UNUSABLE,
  /** Days without a newer import. */
  ageDays: 7,
  /** Below .1 nothing moved, above .25 a lot did (Siddiqi, Credit Risk Scorecards (2006), §11). */
  drift: 0.25,
  /** Of the groups' test: looked at daily, so it is as strict as a sample-ratio check. */
  alpha: 0.001,
} as const;

/** In the order of `facts`. */
export function attributeHealth(facts: readonly AttributeFacts[]): readonly AttributeHealth[] {
  const ps = facts.map((each) => (each.isHistory ? null : groupDependence(each.bins)));
  const tested = ps.filter((p) => p !== null);
  const adjusted = [...(holm(tested) ?? [])];
  return facts.map((each, index) => judge(each, ps[index] === null ? null : (adjusted.shift() ?? null)));
}

function judge(facts: AttributeFacts, groupP: number | null): AttributeHealth {
  const { attribute, bins, distinct } = facts;
  const customers = sum(bins.map(({ today }) => today));
  const coverage = customers === 0 ? null : 1 - (bins[0]?.today ?? 0) / customers;
  const health = {
    ...{ attribute, coverage, distinct, groupP },
    ageDays: Number.isNaN(facts.ageDays) ? null : facts.ageDays,
    drift: stabilityIndex(bins),
  };
  return { ...health, problems: facts.isHistory ? [] : ATTRIBUTE_PROBLEMS.filter((each) => has(each, facts, health)) };
}

function has(problem: AttributeProblem, facts: AttributeFacts, health: Omit<AttributeHealth, 'problems'>): boolean {
  const { coverage, distinct, ageDays, drift, groupP } = health;
  const present = sum(facts.bins.slice(1).map(({ today }) => today));
  switch (problem) {
    case 'depends_on_group':
      return groupP !== null && groupP < ATTRIBUTE_LIMITS.alpha;
    case 'looks_personal':
      return facts.suspected > 0;
    case 'mostly_missing':
      return coverage !== null && 1 - coverage > ATTRIBUTE_LIMITS.missing;
    case 'constant':
      return distinct === 1 && coverage === 1;
    case 'all_distinct':
      return (
        facts.type === 'category' &&
        present >= ATTRIBUTE_LIMITS.leastForIds &&
        distinct > ATTRIBUTE_LIMITS.distinct * present
      );
    case 'stale':
      return ageDays !== null && ageDays > ATTRIBUTE_LIMITS.ageDays;
    case 'drifted':
      return drift !== null && drift > Math.max(ATTRIBUTE_LIMITS.drift, stabilityByChance(facts.bins));
  }
}

/**
 * Σ (a − b) · ln(a / b) over the shares of today (a) and training (b); half a customer is added to every bin, so that an empty one
 * is no infinity. Null without customers on one of the sides.
 */
function stabilityIndex(bins: readonly AttributeBin[]): number | null {
  const today = sum(bins.map((bin) => bin.today));
  const trained = sum(bins.map((bin) => bin.trained));
  if (today === 0 || trained === 0) return null;
  const half = bins.length / 2;
  return sum(
    bins.map((bin) => {
      const a = (bin.today + 0.5) / (today + half);
      const b = (bin.trained + 0.5) / (trained + half);
      return (a - b) * Math.log(a / b);
    }),
  );
}

/**
 * What the index exceeds in one of a thousand attributes that did not move: under no change it is about χ² with bins − 1 degrees
 * of freedom times 1/n + 1/m (Yurdakul, Statistical Properties of Population Stability Index (2018), §3).
 */
function stabilityByChance(bins: readonly AttributeBin[]): number {
  if (bins.length < 2) return 0;
  const scale = 1 / sum(bins.map((bin) => bin.today)) + 1 / sum(bins.map((bin) => bin.trained));
  return chiSquareQuantile(1 - ATTRIBUTE_LIMITS.alpha, bins.length - 1) * scale;
}

/**
 * Pearson's χ² of independence of bins and groups. Bins in which a group would expect fewer than five customers are counted
 * together (Cochran, Biometrics 10 (1954), §4). Null with fewer than two groups or bins.
 */
function groupDependence(bins: readonly AttributeBin[]): number | null {
  const totals = GROUPS.map((group) => sum(bins.map(({ enrolled }) => enrolled[group])));
  const groups = GROUPS.filter((_, place) => totals[place]! > 0);
  const sizes = totals.filter((size) => size > 0);
  const all = sum(sizes);
  const rows = bins.map(({ enrolled }) => groups.map((group) => enrolled[group]));
  const isThin = (row: readonly number[]): boolean => (sum(row) * Math.min(...sizes)) / all < 5;
  const thin = rows.filter(isThin);
  const together = groups.map((_, place) => sum(thin.map((row) => row[place]!)));
  const table = [...rows.filter((row) => !isThin(row)), ...(isThin(together) ? [] : [together])];
  const counted = groups.map((_, place) => sum(table.map((row) => row[place]!)));
  const total = sum(counted);
  if (groups.length < 2 || table.length < 2) return null;
  const statistic = sum(
    table.flatMap((row) =>
      row.map((seen, place) => {
        const expected = (sum(row) * counted[place]!) / total;
        return ((seen - expected) * (seen - expected)) / expected;
      }),
    ),
  );
  return chiSquareSurvival(statistic, (groups.length - 1) * (table.length - 1));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
