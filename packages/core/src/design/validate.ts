import type { Issue } from '../errors.ts';
import type { Agent } from './agent.ts';
import { checkCadence } from './validation/cadence.ts';
import { checkConstraints } from './validation/constraints.ts';
import { checkContext } from './validation/context.ts';
import { checkDelivery } from './validation/delivery.ts';
import { checkDimensions } from './validation/dimensions.ts';
import { findInactive, type InactiveField } from './validation/inactive.ts';
import { checkLearning } from './validation/learning.ts';
import { checkOnRequest } from './validation/on-request.ts';
import { checkPlan } from './validation/plan.ts';
import { checkReachable } from './validation/reachable.ts';
import { checkSuccess } from './validation/success.ts';

/**
 * Everything that is wrong with the meaning of an agent, all at once; empty = it may run. Paths are those of the
 * `Agent` type. `schedule.everyDays` shorter than `success.horizonDays` is valid: outcomes then count until the next
 * decision.
 */
export function validateAgent(agent: Agent): Issue[] {
  const ofDimensions = checkDimensions(agent);
  return [
    ...checkPlan(agent),
    ...checkSuccess(agent),
    ...(ofDimensions.length > 0 ? ofDimensions : checkReachable(agent.dimensions)),
    ...checkCadence(agent),
    ...checkConstraints(agent),
    ...checkContext(agent),
    ...checkLearning(agent),
    ...checkDelivery(agent),
    ...checkOnRequest(agent),
  ];
}

/**
 * What an agent states and this version does not act on yet. A stated default (`readBack: false`, no constraints) is
 * what happens anyway and is not listed. An agent with any such field may only send to a sandbox.
 */
export function inactiveFields(agent: Agent): InactiveField[] {
  return findInactive(agent);
}
