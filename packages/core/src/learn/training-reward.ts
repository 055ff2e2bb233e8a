/** What one matured decision says to a policy. */
import type { Learning } from '../design/agent.ts';

export interface Earned {
  /** Sum of what its events were worth. */
  readonly reward: number;
  /** > 0. */
  readonly exposureDays: number;
}

/**
 * The reward of a training row; its weight is exposureDays / horizonDays. Amounts per day, so that a short window is no
 * failure. For the logistic policy whether anything happened, divided by the weight: times its weight it is 0 or 1.
 */
export const trainingReward = (
  policy: Learning['policy'],
  { reward, exposureDays }: Earned,
  horizonDays: number,
): number => (policy === 'logistic' ? (Number(reward > 0) * horizonDays) / exposureDays : reward / exposureDays);
