/** A stored state of whatever policy the agent had, as the policy that it has now reads it. */
import { storedFormat } from '../policy/binary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { deserializeState, type LearnerState } from './learner-state.ts';
import { deserializeLogistic, LOGISTIC_FORMAT, type LogisticState } from './logistic-state.ts';
import { linearFromLogistic, logisticFromLinear } from './other-policy.ts';

/** `layout`: the one that the state was learned under. Throws `database_damaged` for bytes that are no state. */
export const restoreLinear = (bytes: Uint8Array, horizonDays: number): LearnerState =>
  isLogistic(bytes) ? linearFromLogistic(deserializeLogistic(bytes), horizonDays) : deserializeState(bytes);

export const restoreLogistic = (bytes: Uint8Array, layout: FeatureLayout, horizonDays: number): LogisticState =>
  isLogistic(bytes) ? deserializeLogistic(bytes) : logisticFromLinear(deserializeState(bytes), layout, horizonDays);

const isLogistic = (bytes: Uint8Array): boolean => storedFormat(bytes, 'learner state') === LOGISTIC_FORMAT;
