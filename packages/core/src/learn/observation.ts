/** What one matured decision says to a policy. */
import type { Agent } from '../design/agent.ts';
import { decisionDays } from '../design/decision-days.ts';

export interface Earned {
  /** Sum of what its events were worth. */
  readonly reward: number;
  /** > 0. */
  readonly exposureDays: number;
}

/** Columns `rewards` and `weights` of a training row. */
export interface Observation {
  readonly reward: number;
  readonly weight: number;
}

/**
 * What was earned per day, so that a short window is no failure, weighted by its share of the horizon; for `beta_thompson`
 * whether anything was. For `logistic` and `funnel`: whether anything happened, as a rate per `decisionDays`; reward × weight is 0 or 1.
 */
export function observationOf(agent: Agent, { reward, exposureDays }: Earned): Observation {
  const { policy } = agent.learning;
  if (policy !== 'logistic' && policy !== 'funnel') {
    const earned = policy === 'beta_thompson' ? Number(reward > 0) : reward;
    return { reward: earned / exposureDays, weight: exposureDays / agent.success.horizonDays };
  }
  const weight = exposureDays / decisionDays(agent);
  return { reward: Number(reward > 0) / weight, weight };
}
