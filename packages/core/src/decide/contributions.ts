/**
 * Why this option and not another: what the policy's best guess says for one customer, split into what holds for everybody
 * and what each attribute adds. The predictor is linear, so the Shapley value of a number x_j against the day's average
 * customer has the closed form δ_j (x_j − x̄_j) (Lundberg and Lee, 2017, corollary 1), and the parts add up to the
 * difference exactly.
 */
import type { Encoding } from '../data/encoding.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { type FeatureLayout, featureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { LinearDrawsVersion, ScoreScale } from '../policy/policy-version.ts';
import { contextRowOf, type PreparedDay } from './prepare-day.ts';

export interface Comparison {
  readonly dimension: string;
  readonly chosen: string;
  /** The best of the other options, everything else being as it was chosen. */
  readonly alternative: string;
  /** Score of the chosen one minus that of the alternative, in `Reasons.unit`. */
  readonly difference: number;
  /** What the difference is for the average customer of the day, beside this choice of the other dimensions. */
  readonly forEverybody: number;
  /** What each attribute adds for this customer; largest first, zeros left out. With `forEverybody` they sum to `difference`. */
  readonly attributes: readonly { readonly attribute: string; readonly contribution: number }[];
}

export interface Reasons {
  /**
   * `best_guess`: the action that the policy takes to be best; `posterior_draw`: another one that it takes to be possibly the best;
   * `neighbour`: one step from such an action, to learn about it; `explored`: another than the best one, by a policy that
   * explores without posterior draws; `by_lot`: nothing was known, or the customer is a control; `own_policy`: a file of the
   * user's chose.
   */
  readonly kind: 'best_guess' | 'posterior_draw' | 'neighbour' | 'explored' | 'by_lot' | 'own_policy';
  /** Of the posterior draws, how many the chosen action won; null where a policy makes none. */
  readonly wonDraws: { readonly won: number; readonly draws: number } | null;
  /** What scores are measured in; null: the version does not say. */
  readonly unit: ScoreScale | null;
  /** One for each dimension with another eligible option; empty by lot. */
  readonly comparisons: readonly Comparison[];
}

/** What of a prepared day reasons rest on: a few of its rows will do, and are then compared with their own average. */
export interface ReasonsDay extends Pick<PreparedDay, 'space' | 'customers' | 'features' | 'nodes'> {
  readonly tree: Pick<PreparedDay['tree'], 'maskOf'>;
  readonly budgetPlan: Pick<PreparedDay['budgetPlan'], 'actionPrices'>;
}

export interface ReasonsInput {
  readonly prepared: ReasonsDay;
  readonly version: LinearDrawsVersion;
  readonly encoding: Encoding;
  /** Row of the customer. */
  readonly row: number;
  readonly chosen: number;
  /** Draws that each action won; null where no draw is made. */
  readonly wins: ReadonlyMap<number, number> | null;
}

export const BY_LOT: Reasons = { kind: 'by_lot', wonDraws: null, unit: null, comparisons: [] };

export function reasonsOf({ prepared, version, encoding, row, chosen, wins }: ReasonsInput): Reasons {
  const { space, tree, nodes } = prepared;
  const layout = featureLayout(space, version.contextSize);
  const theta = meanOfDraws(version, layout);
  const context = contextRowOf(prepared, row);
  const prices = prepared.budgetPlan.actionPrices;
  const scoreOf = (action: number): number =>
    coefficientsOf(layout, action).reduce((sum, [index, at]) => sum + theta[index]! * (at < 0 ? 1 : context[at]!), 0) -
    (prices?.[action] ?? 0);
  const mask = tree.maskOf(nodes[row]!);
  const eligible = [...mask.keys()].filter((action) => mask[action] === 1 && space.canonical(action) === action);
  const best = bestOf(eligible, scoreOf);
  const oneStep = [...space.neighbours(chosen)].filter((action) => mask[action] === 1);
  const scale = { layout, theta, context, encoding, average: averageOf(prepared), prices };
  const won = wins === null || version.draws === 1 ? null : (wins.get(chosen) ?? 0);
  return {
    kind: chosen === best ? 'best_guess' : won === null ? 'explored' : won > 0 ? 'posterior_draw' : 'neighbour',
    wonDraws: won === null ? null : { won, draws: version.draws },
    unit: version.scale ?? null,
    comparisons: space.dimensions.flatMap((_, dim) => {
      const others = oneStep.filter((action) => changedDimension(space, chosen, action) === dim);
      return others.length === 0 ? [] : [compare(scale, dim, chosen, bestOf(others, scoreOf))];
    }),
  };
}

interface Scale {
  readonly layout: FeatureLayout;
  readonly theta: Float64Array;
  readonly context: Float64Array;
  /** The day's mean of each context number. */
  readonly average: Float64Array;
  readonly encoding: Encoding;
  readonly prices: Float64Array | null;
}

function compare(
  { layout, theta, context, average, encoding, prices }: Scale,
  dim: number,
  chosen: number,
  other: number,
): Comparison {
  const { space } = layout;
  let forEverybody = (prices?.[other] ?? 0) - (prices?.[chosen] ?? 0);
  const byAttribute = new Map<string, number>();
  for (const [action, sign] of [
    [chosen, 1],
    [other, -1],
  ] as const) {
    for (const [index, at] of coefficientsOf(layout, action)) {
      const weight = sign * theta[index]!;
      if (at < 0) {
        forEverybody += weight;
        continue;
      }
      forEverybody += weight * average[at]!;
      const { attribute } = encoding.features[at]!;
      byAttribute.set(attribute, (byAttribute.get(attribute) ?? 0) + weight * (context[at]! - average[at]!));
    }
  }
  const attributes = [...byAttribute]
    .map(([attribute, contribution]) => ({ attribute, contribution }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const { id, optionIds } = space.dimensions[dim]!;
  return {
    dimension: id,
    chosen: optionIds[space.optionIndex(chosen, dim)]!,
    alternative: optionIds[space.optionIndex(other, dim)]!,
    difference: attributes.reduce((sum, { contribution }) => sum + contribution, forEverybody),
    forEverybody,
    attributes,
  };
}

/** Coefficients of an action without the shared part, each with the context number that it multiplies; -1: none. */
function coefficientsOf(layout: FeatureLayout, action: number): (readonly [index: number, at: number])[] {
  const { space, optionOffsets, contextSize } = layout;
  const blocks = optionOffsets.flatMap((offsets, dim) =>
    space.applies(action, dim) ? [offsets[space.optionIndex(action, dim)]!] : [],
  );
  return [
    ...blocks.flatMap((offset) =>
      Array.from({ length: contextSize + 1 }, (_, place) => [offset + place, place - 1] as const),
    ),
    ...pairsOf(layout, action).map((index) => [index, -1] as const),
  ];
}

/** The policy's best guess, length p. */
export function meanOfDraws({ coefficients, draws }: LinearDrawsVersion, { size }: FeatureLayout): Float64Array {
  const mean = new Float64Array(size);
  for (let m = 0; m < draws; m++) {
    for (let i = 0; i < size; i++) mean[i] = mean[i]! + coefficients[m * size + i]! / draws;
  }
  return mean;
}

function averageOf({ features, customers }: ReasonsDay): Float64Array {
  const count = customers.length;
  const width = features.length / count;
  const mean = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < width; j++) mean[j] = mean[j]! + features[row * width + j]! / count;
  }
  return mean;
}

/** The first of equals, as the draws do. */
const bestOf = (actions: readonly number[], scoreOf: (action: number) => number): number =>
  actions.reduce((best, action) => (scoreOf(action) > scoreOf(best) ? action : best));

/** Of neighbours. */
const changedDimension = (space: ActionSpace, a: number, b: number): number =>
  space.dimensions.findIndex(
    (_, dim) =>
      space.applies(a, dim) && space.applies(b, dim) && space.optionIndex(a, dim) !== space.optionIndex(b, dim),
  );
