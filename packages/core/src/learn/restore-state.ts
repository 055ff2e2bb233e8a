/** A stored state of whatever policy the agent had, as the policy that it has now reads it. */
import type { Learning } from '../design/agent.ts';
import { storedFormat } from '../policy/binary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { CUSTOM_FORMAT } from './custom.ts';
import { FUNNEL_FORMAT } from './funnel.ts';
import { deserializeState, type LearnerState } from './learner-state.ts';
import { deserializeLogistic, LOGISTIC_FORMAT } from './logistic-state.ts';
import { linearFromLogistic, logisticFromLinear, type Units } from './other-policy.ts';
import { CONTEST_FORMAT, type ContestState, leaderOf, logisticPolicy, wonBy } from './start-contest.ts';

/** Throws `database_damaged` for bytes that are no state. */
export function restoreLinear(bytes: Uint8Array, units: Units): LearnerState {
  const contest = storedContest(bytes);
  return contest === null ? deserializeState(bytes) : linearFromLogistic(leaderOf(contest).state, units);
}

/** `layout`: the one that the state was learned under. */
export function restoreLogistic(bytes: Uint8Array, layout: FeatureLayout, units: Units): ContestState {
  const contest = storedContest(bytes);
  if (contest !== null) return contest;
  const linear = deserializeState(bytes);
  return linear.n > 0 ? wonBy(logisticFromLinear(linear, layout, units)) : logisticPolicy.emptyState(layout);
}

/** Null: the state of another policy. States of before there were several starts have the first. */
function storedContest(bytes: Uint8Array): ContestState | null {
  const format = storedFormat(bytes, 'learner state');
  if (format === LOGISTIC_FORMAT) return wonBy(deserializeLogistic(bytes));
  return format === CONTEST_FORMAT ? logisticPolicy.deserializeState(bytes) : null;
}

/**
 * Whether a policy can read a stored state: what a file of the user's has learned, nobody else can, and the other way round;
 * the same of a funnel, whose number of stages `funnelPolicy` looks at itself.
 */
export function isReadableBy(policy: Learning['policy'], bytes: Uint8Array): boolean {
  const format = storedFormat(bytes, 'learner state');
  return (format === CUSTOM_FORMAT) === (policy === 'custom') && (format === FUNNEL_FORMAT) === (policy === 'funnel');
}
