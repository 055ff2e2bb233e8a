import type { Agent } from './agent.ts';

const LEAST_DAYS = 28;

/**
 * Days after enrolment that a customer's window in the matured figure has: as long as outcomes count for the learner, and four
 * weeks at least. It follows from the agent's horizon, so nobody can choose it after a look.
 */
export const maturedAfterDays = ({ success }: Pick<Agent, 'success'>): number =>
  Math.max(LEAST_DAYS, success.horizonDays);
