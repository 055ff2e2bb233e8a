/** A stored state of whatever policy the agent had, as the policy that it has now reads it. */
import { storedFormat } from '../policy/binary.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { deserializeState, type LearnerState } from './learner-state.ts';
import { deserializeLogistic, LOGISTIC_FORMAT, type LogisticState } from './logistic-state.ts';
import { linearFromLogistic, logisticFromLinear, type Units } from './other-policy.ts';

/** Throws `database_damaged` for bytes that are no state. */
export const restoreLinear = (bytes: Uint8Array, units: Units): LearnerState =>
  isLogistic(bytes) ? linearFromLogistic(deserializeLogistic(bytes), units) : deserializeState(bytes);

/** `layout`: the one that the state was learned under. */
export const restoreLogistic = (bytes: Uint8Array, layout: FeatureLayout, units: Units): LogisticState =>
  isLogistic(bytes) ? deserializeLogistic(bytes) : logisticFromLinear(deserializeState(bytes), layout, units);

const isLogistic = (bytes: Uint8Array): boolean => storedFormat(bytes, 'learner state') === LOGISTIC_FORMAT;
