/**
 * What the default policy is made of (`start-contest.ts`): Bayesian logistic regression on (customer, action),
 * day by day, and draws from its posterior that act for a day. What sets it apart from the linear-Gaussian policy, in the
 * order of what it brings: the link; main effects drift while slower knowledge is kept; most interactions are taken to be
 * zero until they show (docs/decisions/0012).
 */
import type { Learning } from '../design/agent.ts';
import type { NextVersionInput, Policy } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { drawVersion } from './draw-version.ts';
import { drift } from './drift.ts';
import { learnLogisticDay } from './logistic-day.ts';
import { LOGISTIC_SETTINGS, type LogisticSettings } from './logistic-settings.ts';
import {
  adaptLogistic,
  decayLogistic,
  deserializeLogistic,
  emptyLogisticState,
  type LogisticState,
  posteriorUnder,
  serializeLogistic,
} from './logistic-state.ts';

/** The learner with one start. `changes`: other assumptions than the measured ones. */
export function logisticPolicyWith(changes: Partial<LogisticSettings>): Policy<LogisticState> {
  const settings = { ...LOGISTIC_SETTINGS, ...changes };
  return {
    name: 'logistic',
    emptyState: emptyLogisticState,
    learnDay: (input) => learnLogisticDay(input, settings),
    forget: ({ state, layout, days, learning }) => forget(state, layout, days, learning, settings),
    adapt: adaptLogistic,
    nextVersion,
    serializeState: serializeLogistic,
    deserializeState: deserializeLogistic,
  };
}

/** Uniform while there is no success or no failure yet: nothing distinguishes the actions. */
function nextVersion(input: NextVersionInput<LogisticState>): PolicyVersion {
  const { n, successes, prior, precision, vector } = input.state;
  if (prior === null || !(successes > 0 && successes < n)) return { kind: 'uniform' };
  return drawVersion(posteriorUnder(prior, precision, vector), { scale: 'log_odds' }, input);
}

function forget(
  state: LogisticState,
  layout: FeatureLayout,
  days: number,
  { halfLifeDays }: Pick<Learning, 'halfLifeDays'>,
  { driftPerDay }: LogisticSettings,
): LogisticState {
  const decayed = decayLogistic(state, days, halfLifeDays);
  const variance = driftPerDay * days;
  if (!(variance > 0) || state.prior === null) return decayed;
  return { ...decayed, ...drift(decayed, layout.optionOffsets.flat(), variance) };
}
