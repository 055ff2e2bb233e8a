/** S3: intervals hold the truth as often as they say. */
import {
  addColumns,
  addValues,
  alwaysValidInference,
  crossFit,
  denseByAction,
  doublyRobust,
  emptyJointMoments,
  emptyMoments,
  type Inference,
  offPolicyRows,
  type Refused,
  ratioDifference,
  ridgeRewardModel,
  selfNormalisedInversePropensity,
  welchDifference,
} from '@fitly/core/measure';
import { randomOf } from '../../support/random.ts';
import { type Claim, countFor, shareFinding, slackFor } from '../claim.ts';
import { normalOf, poissonOf, spendOf } from '../customers.ts';

const holds = (result: Inference | Refused, truth: number): boolean =>
  result.kind === 'inference' && (result.low ?? -Infinity) <= truth && truth <= (result.high ?? Infinity);

/** Skewed spend of 1,500 against 600 customers; the truth is a difference of 10 %. */
export function fixedHorizon(seed: number, alpha = 0.05): boolean {
  const random = randomOf(seed);
  const spend = (n: number, factor: number) =>
    addValues(
      emptyMoments,
      Array.from({ length: n }, () => spendOf(random, factor)),
    );
  return holds(welchDifference(spend(1500, 1.1), spend(600, 1), { alpha }), 0.1 * 0.3 * Math.exp(2 + 0.32));
}

/** Customers arrive; the interval is read after every 50 and must hold each time. */
function sequence(seed: number): boolean {
  const random = randomOf(seed + 1_000_003);
  let [treated, control] = [emptyMoments, emptyMoments];
  for (let look = 0; look < 40; look += 1) {
    treated = addValues(
      treated,
      Array.from({ length: 35 }, () => poissonOf(random, 0.55)),
    );
    control = addValues(
      control,
      Array.from({ length: 15 }, () => poissonOf(random, 0.5)),
    );
    if (treated.n + control.n < 350) continue;
    const difference = welchDifference(treated, control);
    if (difference.kind === 'refused' || difference.standardError === null) continue;
    const { estimate, standardError } = difference;
    const shown = alwaysValidInference({ estimate, standardError }, treated.n + control.n, {
      alpha: 0.05,
      plannedSize: 1000,
    });
    if (!holds(shown, 0.05)) return false;
  }
  return true;
}

/** Clicks per send, where each customer has a taste of their own and between 1 and many sends. */
export function clusterMetric(seed: number, alpha = 0.05): boolean {
  const random = randomOf(seed + 2_000_003);
  const group = (n: number, lift: number) => {
    const [clicks, sends]: [number[], number[]] = [[], []];
    for (let i = 0; i < n; i += 1) {
      const taste = random.next() < 0.3 ? 0.5 : 0.1;
      const count = 1 + poissonOf(random, 5);
      let hits = 0;
      for (let k = 0; k < count; k += 1) if (random.next() < taste + lift) hits += 1;
      clicks.push(hits);
      sends.push(count);
    }
    return addColumns(emptyJointMoments(2), [clicks, sends]);
  };
  return holds(ratioDifference(group(400, 0.03), group(300, 0), { alpha }), 0.03);
}

const ACTIONS = 3;
const CUSTOMERS = 250;

/** Three decisions for each of 250 customers by one policy; another is judged. Values of actions hang on one feature. */
export function offPolicy(seed: number, alpha = 0.05): { dr: boolean; snips: boolean } {
  const random = randomOf(seed + 3_000_003);
  const n = CUSTOMERS * 3;
  const features = new Float64Array(n);
  const [candidate, actions, propensities, rewards, customers]: number[][] = [[], [], [], [], []];
  for (let i = 0; i < n; i += 1) {
    const customer = i % CUSTOMERS;
    // A customer's feature and mood stay: decisions of one customer hang together.
    const x = i < CUSTOMERS ? normalOf(random) : features[customer]!;
    features[i] = x;
    const behaviour = [0.5, 0.3, 0.2];
    const u = random.next();
    const action = u < 0.5 ? 0 : u < 0.8 ? 1 : 2;
    candidate!.push(...(x > 0 ? [0.1, 0.2, 0.7] : [0.7, 0.2, 0.1]));
    actions!.push(action);
    propensities!.push(behaviour[action]!);
    customers!.push(customer);
    rewards!.push(1 + 0.5 * action * x + 0.5 * normalOf(random));
  }
  const log = {
    actions: actions!,
    propensities: propensities!,
    rewards: rewards!,
    customers: customers!,
    actionCount: ACTIONS,
  };
  const folds = Int32Array.from({ length: CUSTOMERS }, (_, customer) => customer % 5);
  const model = crossFit(customers!, folds, ridgeRewardModel({ log, features, width: 1 }));
  const rows = offPolicyRows({ log, candidate: denseByAction(candidate!, ACTIONS), model });
  // E x = 0, so the value is 1 + 0.5 E[x (π₁ + 2 π₂)] = 1 + 0.5 · (1.6 − 0.4) · E[x; x > 0], with E[x; x > 0] = 1 / √2π.
  const truth = 1 + (0.5 * 1.2) / Math.sqrt(2 * Math.PI);
  return {
    dr: holds(doublyRobust(rows, { alpha }), truth),
    snips: holds(selfNormalisedInversePropensity(rows, { alpha }), truth),
  };
}

function coverageClaim(
  claim: string,
  goal: string,
  covers: (seed: number) => boolean,
  bounds: { readonly atLeast: number; readonly atMost?: number },
): Claim {
  return {
    id: 'S3',
    claim: `coverage of 95 % intervals: ${claim}`,
    goal,
    play: (effort) => {
      const n = countFor(2000, effort);
      let hits = 0;
      for (let seed = 0; seed < n; seed += 1) if (covers(seed)) hits += 1;
      return { ...shareFinding(hits, n, { ...bounds, slack: slackFor(effort) }), seeds: `0 … ${n - 1}` };
    },
  };
}

export const coverage: readonly Claim[] = [
  coverageClaim('fixed end, skewed spend', '93–97 %', fixedHorizon, { atLeast: 0.93, atMost: 0.97 }),
  coverageClaim('sequence, on all of 33 looks', '≥ 95 %', sequence, { atLeast: 0.95 }),
  coverageClaim('clicks per send, by customer', '93–97 %', clusterMetric, { atLeast: 0.93, atMost: 0.97 }),
  coverageClaim('off-policy, DR cross-fitted', '92.5–97 %', (seed) => offPolicy(seed).dr, {
    atLeast: 0.925,
    atMost: 0.97,
  }),
  coverageClaim('off-policy, SNIPS', '92.5–97 %', (seed) => offPolicy(seed).snips, { atLeast: 0.925, atMost: 0.97 }),
];
