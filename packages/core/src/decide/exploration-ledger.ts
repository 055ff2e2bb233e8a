/**
 * What a day's exploration is expected to cost and what learning is expected to bring, as the policy itself sees it: from the
 * exact probabilities of the log and the posterior that the version was drawn from. Nothing here is measured: whether the
 * agent is worth anything is said by the comparison of groups alone.
 *
 * Every figure is a mean over a sample of Σ_a c_a f(η_a) with η the linear predictor and f the link of the
 * version's scale. Its uncertainty is that of the posterior, to first order: the spread of f′-weighted draws
 * around their mean, undone of the temper; and that of the sample, by how far customers are apart.
 */
import { type DecisionTable, textColumn } from '../data/decision-table.ts';
import { parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import type { Learning } from '../design/agent.ts';
import { exp, logistic } from '../math/elementary.ts';
import { blocksOf, type FeatureLayout, featureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { LinearDrawsVersion, PolicyVersion, ScoreScale } from '../policy/policy-version.ts';
import type { Day } from '../terms.ts';
import { dayNumber } from '../time.ts';
import { meanOfDraws, type ReasonsDay } from './contributions.ts';
import { contextRowOf } from './prepare-day.ts';

/** 95 % of the posterior and the choice of the sample; both ends null where the version does not hold its spread. */
interface Believed {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface ExplorationLedger {
  /** Of the figures: successes per decision, or what is earned per day. */
  readonly unit: 'successes' | 'per_day';
  /** For how many of the unit a decision stands: the days until the next one where it is earned per day, else 1. */
  readonly days: number;
  /** Of the agent's group, that chose something. */
  readonly decisions: number;
  /** How many of them the figures are means over: in the order of their keyed hash, from a place that moves on with the day. */
  readonly sampled: number;
  /** What the best guess is expected to earn. */
  readonly bestGuess: number;
  /** The best guess less what was drawn, by the probabilities of the log: what exploring costs. */
  readonly givenUp: Believed;
  /** What was drawn less a choice by lot among the same eligible actions: what everything learned so far brings. */
  readonly gained: Believed;
  /** What would be earned beyond the best guess if nothing were in doubt: what is left to explore for. Null as the ends above. */
  readonly unknown: number | null;
  /** By dimension: the best guess less a choice by lot in this dimension alone. */
  readonly importance: readonly { readonly dimension: string; readonly worth: Believed }[];
}

/**
 * Why there are no figures: `by_lot`: nothing was learned yet, or the policy never learns; `own_policy`: a file of the user's;
 * `no_unit`: scores that only rank; `stage_unknown`: nobody has passed some stage of the funnel yet.
 */
type NoFigures = 'by_lot' | 'own_policy' | 'no_unit' | 'stage_unknown';

interface LedgerInput {
  readonly prepared: ReasonsDay;
  readonly version: PolicyVersion;
  readonly decisions: DecisionTable;
  readonly learning: Pick<Learning, 'policy' | 'temper'>;
  /** Days that a decision has to itself, by plan. */
  readonly decisionDays: number;
  readonly day: Day;
}

const SAMPLE = 100;
/** Draws from which on their spread says anything. */
const ENOUGH_DRAWS = 8;
/** Of a normal. */
const WITHIN_95 = 1.959964;

/** Null where nobody of the agent's group was chosen for. */
export function explorationLedger(input: LedgerInput): ExplorationLedger | { readonly missing: NoFigures } | null {
  const { prepared, version, decisions, learning } = input;
  const texts = textColumn(decisions, 'probabilities');
  const groups = textColumn(decisions, 'group');
  const rows = [...texts.keys()].filter((row) => groups[row] === 'agent' && (texts[row] ?? null) !== null);
  const sample = sampleOf(rows, input.day);
  if (sample.length === 0) return null;
  const scale = scaleOf(version, learning.policy);
  if (version.kind !== 'linear_draws' || scale.missing !== undefined) return { missing: scale.missing ?? 'by_lot' };
  const belief = beliefOf(version, scale.of, prepared, learning);
  const { space } = prepared;
  const [best, givenUp, gained] = [sumFor(belief), sumFor(belief), sumFor(belief)];
  const dimensions = space.dimensions.map(({ id }, dim) => ({ id, dim, sum: sumFor(belief) }));
  const vector = new Float64Array(space.size);
  let ifKnown = 0;
  for (const row of sample) {
    const mask = prepared.tree.maskOf(prepared.nodes[row]!);
    probabilityVector(parseProbabilities(texts[row]!), space, mask, vector);
    const eligible = [...mask.keys()].filter((action) => mask[action] === 1 && space.canonical(action) === action);
    const context = contextRowOf(prepared, row);
    const at = outlook(belief, context, eligible);
    add(belief, best, at, at.best, 1);
    add(belief, givenUp, at, at.best, 1);
    for (const action of eligible) {
      const p = vector[action]!;
      if (p > 0) add(belief, givenUp, at, action, -p);
      add(belief, gained, at, action, p - 1 / eligible.length);
    }
    for (const { dim, sum } of dimensions) {
      const alike = optionsBeside(prepared, mask, at.best, dim);
      add(belief, sum, at, at.best, 1);
      for (const action of alike) add(belief, sum, at, action, -1 / alike.length);
    }
    for (const sum of [givenUp, gained, ...dimensions.map((each) => each.sum)]) endCustomer(sum);
    if (belief.posterior.length > 0) ifKnown += bestIfKnown(belief, context, eligible);
  }
  const believed = (sum: Sum): Believed => settle(belief, sum, sample.length, rows.length);
  return {
    unit: scale.of === 'per_day' ? 'per_day' : 'successes',
    days: scale.of === 'per_day' ? input.decisionDays : 1,
    decisions: rows.length,
    sampled: sample.length,
    bestGuess: best.value / sample.length,
    givenUp: believed(givenUp),
    gained: believed(gained),
    unknown: belief.posterior.length === 0 ? null : Math.max(0, (ifKnown - best.value) / sample.length),
    importance: dimensions.map(({ id, sum }) => ({ dimension: id, worth: believed(sum) })),
  };
}

/** Whatever the rhythm of an agent's days, multiples of this are spread evenly over [0, 1) after their whole parts are taken off. */
const GOLDEN = 0.6180339887498949;

/** All or `SAMPLE` of them in a row, the last followed by the first. */
function sampleOf(rows: readonly number[], day: Day): number[] {
  const turn = (dayNumber(day) * GOLDEN) % 1;
  const from = Math.floor(turn * rows.length);
  return Array.from({ length: Math.min(SAMPLE, rows.length) }, (_, i) => rows[(from + i) % rows.length]!);
}

interface Belief {
  readonly layout: FeatureLayout;
  /** By action: starts of the blocks and indices of the pairs that are not zero. */
  readonly parts: readonly { readonly blocks: readonly number[]; readonly pairs: readonly number[] }[];
  /** Scratch: by start of a block what it adds for the customer at hand. */
  readonly blockScores: Float64Array;
  readonly mean: Float64Array;
  /** Coefficients as they may be: the draws, undone of their temper. Empty where the spread is not known. */
  readonly posterior: readonly Float64Array[];
  readonly prices: Float64Array | null;
  /** Added to every score. */
  readonly offset: number;
  readonly link: (eta: number) => number;
  readonly slope: (eta: number) => number;
}

type KnownScale =
  | { readonly of: ScoreScale; readonly missing?: never }
  | { readonly missing: NoFigures; readonly of?: never };

function scaleOf(version: PolicyVersion, policy: Learning['policy']): KnownScale {
  if (version.kind === 'custom') return { missing: 'own_policy' };
  if (version.kind === 'uniform') return { missing: 'by_lot' };
  // Funnels of before it was noted call their scores log-odds.
  if (policy === 'funnel' && version.scale !== 'log_rate') return { missing: 'stage_unknown' };
  return version.scale === undefined ? { missing: 'no_unit' } : { of: version.scale };
}

/** Of a rate: what the tangent says beyond certainty is certainty. */
const rateOf = (logRate: number): number => exp(Math.min(0, logRate));

/** From a score to what is earned, and its derivative. */
const LINKS: Readonly<Record<ScoreScale, Pick<Belief, 'link' | 'slope'>>> = {
  log_odds: { link: logistic, slope: (eta) => logistic(eta) * (1 - logistic(eta)) },
  log_rate: { link: rateOf, slope: (eta) => (eta < 0 ? rateOf(eta) : 0) },
  per_day: { link: (eta) => eta, slope: () => 1 },
};

function beliefOf(
  version: LinearDrawsVersion,
  scale: ScoreScale,
  { space, budgetPlan }: ReasonsDay,
  learning: LedgerInput['learning'],
): Belief {
  const layout = featureLayout(space, version.contextSize);
  const mean = meanOfDraws(version, layout);
  return {
    parts: Array.from({ length: space.size }, (_, action) => ({
      blocks: blocksOf(layout, action),
      pairs: pairsOf(layout, action),
    })),
    blockScores: new Float64Array(layout.size),
    ...{ layout, mean, posterior: posteriorOf(version, mean, learning), prices: budgetPlan.actionPrices },
    offset: version.offset ?? 0,
    ...LINKS[scale],
  };
}

/** Only these draw from a posterior with the agent's temper. */
const FROM_POSTERIORS: readonly Learning['policy'][] = ['logistic', 'funnel', 'linear_thompson'];

function posteriorOf(
  { draws, coefficients }: LinearDrawsVersion,
  mean: Float64Array,
  { policy, temper }: LedgerInput['learning'],
): Float64Array[] {
  if (!FROM_POSTERIORS.includes(policy) || draws < ENOUGH_DRAWS || !(temper > 0)) return [];
  return Array.from({ length: draws }, (_, m) =>
    mean.map((each, i) => each + (coefficients[m * mean.length + i]! - each) / temper),
  );
}

interface Outlook {
  readonly context: Float64Array;
  /** η of each eligible action. */
  readonly scores: ReadonlyMap<number, number>;
  /** By score less price; the first of equals. */
  readonly best: number;
}

function outlook(belief: Belief, context: Float64Array, eligible: readonly number[]): Outlook {
  const { mean, prices } = belief;
  const score = scorer(belief, mean, context);
  const scores = new Map(eligible.map((action) => [action, score(action)]));
  const net = (action: number): number => scores.get(action)! - (prices?.[action] ?? 0);
  return { context, scores, best: eligible.reduce((a, b) => (net(b) > net(a) ? b : a)) };
}

/** Eligible actions that differ from this one in the option of one dimension at most, itself among them. */
function optionsBeside({ space }: ReasonsDay, mask: Uint8Array, action: number, dim: number): number[] {
  const others = [...space.neighbours(action)].filter(
    (other) =>
      mask[other] === 1 &&
      space.applies(action, dim) &&
      space.applies(other, dim) &&
      space.optionIndex(action, dim) !== space.optionIndex(other, dim),
  );
  return [action, ...others];
}

/** Mean over the posterior of what the best action earns, were it known. */
function bestIfKnown(belief: Belief, context: Float64Array, eligible: readonly number[]): number {
  const { posterior, link, prices } = belief;
  let total = 0;
  for (const theta of posterior) {
    const score = scorer(belief, theta, context);
    let [best, earned] = [-Infinity, 0];
    for (const action of eligible) {
      const eta = score(action);
      const net = eta - (prices?.[action] ?? 0);
      if (net > best) [best, earned] = [net, eta];
    }
    total += link(earned);
  }
  return total / posterior.length;
}

/** φ·θ of any action; each option meets the context once. Good until the next call. */
function scorer({ layout, parts, blockScores, offset }: Belief, theta: Float64Array, context: Float64Array) {
  for (const block of [0, ...layout.optionOffsets.flat()]) {
    let sum = theta[block]!;
    for (let j = 0; j < context.length; j++) sum += theta[block + 1 + j]! * context[j]!;
    blockScores[block] = sum;
  }
  return (action: number): number => {
    const { blocks, pairs } = parts[action]!;
    let sum = offset;
    for (let at = 0; at < blocks.length; at++) sum += blockScores[blocks[at]!]!;
    for (let at = 0; at < pairs.length; at++) sum += theta[pairs[at]!]!;
    return sum;
  };
}

/** Σ c f(η), and its gradient in the coefficients. */
interface Sum {
  value: number;
  /** Of the customers before this one. */
  before: number;
  /** Σ over customers of what each adds, squared. */
  squares: number;
  readonly gradient: Float64Array;
}

const sumFor = ({ layout }: Belief): Sum => ({
  value: 0,
  before: 0,
  squares: 0,
  gradient: new Float64Array(layout.size),
});

/** Changes `sum`. */
function add({ parts, link, slope }: Belief, sum: Sum, { context, scores }: Outlook, action: number, c: number): void {
  const eta = scores.get(action)!;
  const weight = c * slope(eta);
  const { gradient } = sum;
  sum.value += c * link(eta);
  const { blocks, pairs } = parts[action]!;
  for (const block of blocks) {
    gradient[block] = gradient[block]! + weight;
    for (let j = 0; j < context.length; j++) gradient[block + 1 + j] = gradient[block + 1 + j]! + weight * context[j]!;
  }
  for (const pair of pairs) gradient[pair] = gradient[pair]! + weight;
}

/** Changes `sum`. */
function endCustomer(sum: Sum): void {
  const own = sum.value - sum.before;
  sum.squares += own * own;
  sum.before = sum.value;
}

/** A mean over `count` customers drawn from `all`, with 95 % of the posterior and of the drawing. */
function settle({ posterior, mean }: Belief, sum: Sum, count: number, all: number): Believed {
  const { value, gradient } = sum;
  const estimate = value / count;
  if (posterior.length === 0) return { estimate, low: null, high: null };
  const squares = posterior.reduce((total, theta) => {
    const away = gradient.reduce((away, slope, i) => away + slope * (theta[i]! - mean[i]!), 0) / count;
    return total + away * away;
  }, 0);
  const apart = count < all ? Math.max(0, sum.squares - value * estimate) / (count - 1) : 0;
  const ofSample = (apart / count) * (1 - count / all);
  const half = WITHIN_95 * Math.sqrt(squares / (posterior.length - 1) + ofSample);
  return { estimate, low: estimate - half, high: estimate + half };
}
