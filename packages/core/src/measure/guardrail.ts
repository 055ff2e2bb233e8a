/**
 * Guardrails: does something that must not rise (unsubscribes, complaints, bounces) happen to the agent's customers more often than
 * the limit allows, compared with the random control? One-sided, and readable after every run: the confidence sequence of
 * arXiv 2103.06476, eq. 134, around r_agent − (1 + limit) · r_control, of ratios per customer or per send whose variance is that
 * of the customers (delta method), so that several sends to one person are not several people. A small group that happens to have
 * hardly any event seems far better known than it is; so the variance is never less than it would be exactly at the limit.
 * A limit may also be a rate of its own, which nobody is compared with.
 */
import { refuse } from './inference.ts';
import { alwaysValidInference } from './sequence/always-valid.ts';

/** Sums over the customers of one group: of each the events y and what they are divided by, s (1, or accepted sends). */
export interface RatioSums {
  readonly n: number;
  readonly y: number;
  readonly s: number;
  readonly yy: number;
  readonly ys: number;
  readonly ss: number;
}

export const NO_RATIO_SUMS: RatioSums = { n: 0, y: 0, s: 0, yy: 0, ys: 0, ss: 0 };

/** With one more customer. */
export const addCustomer = (sums: RatioSums, y: number, s: number): RatioSums => ({
  n: sums.n + 1,
  y: sums.y + y,
  s: sums.s + s,
  yy: sums.yy + y * y,
  ys: sums.ys + y * s,
  ss: sums.ss + s * s,
});

export const GUARDRAIL_ALPHA = 0.05;
/** Fewer events in both groups together say nothing: the sequence is asymptotic, and the first days are quiet. */
export const FEWEST_EVENTS = 20;

type GuardrailState = 'holds' | 'alarm' | 'too_early';

export interface GuardrailFigures {
  /** `alarm`: the agent's rate is proved to be above the limit, at an error of `GUARDRAIL_ALPHA` over all looks. */
  readonly state: GuardrailState;
  /** Events per customer or per send; null without any of them. */
  readonly agentRate: number | null;
  readonly controlRate: number | null;
  /** Lower bound of r_agent − (1 + limit) · r_control, or of r_agent − limit; null while there is none. */
  readonly low: number | null;
}

export interface GuardrailInput {
  readonly agent: RatioSums;
  /** Null: the limit is a rate. */
  readonly control: RatioSums | null;
  /** ≥ 0; relative, 0.1 allows a tenth more than the control; without one the rate itself. */
  readonly limit: number;
  /** N* of the comparison, in customers of all groups that are in it. */
  readonly plannedSize: number;
}

/** Without customers, sends or enough events it is too early; nothing is ever an alarm for want of data. */
export function watchGuardrail({ agent, control, limit, plannedSize }: GuardrailInput): GuardrailFigures {
  const [agentRate, controlRate] = [rateOf(agent), control === null ? null : rateOf(control)];
  const early = { state: 'too_early', agentRate, controlRate, low: null } as const;
  if (agent.y + (control?.y ?? 0) < FEWEST_EVENTS) return early;
  const excess = control === null ? excessOverRate(agent, limit) : excessOver(agent, control, 1 + limit);
  if (excess === null) return early;
  const standardError = Math.sqrt(excess.variance);
  const plan = { alpha: GUARDRAIL_ALPHA, plannedSize };
  const found =
    standardError > 0
      ? alwaysValidInference({ ...excess, standardError }, agent.n + (control?.n ?? 0), plan, 'greater')
      : refuse('no_variation');
  if (found.kind === 'refused' || found.low === null) return early;
  return { state: found.low > 0 ? 'alarm' : 'holds', agentRate, controlRate, low: found.low };
}

interface Excess {
  readonly estimate: number;
  readonly variance: number;
}

/** r_agent − factor · r_control; null where one of them is not known. */
function excessOver(agent: RatioSums, control: RatioSums, factor: number): Excess | null {
  const [agentRate, controlRate] = [rateOf(agent), rateOf(control)];
  if (agentRate === null || controlRate === null) return null;
  const [agentVariance, controlVariance] = [varianceOf(agent, agentRate), varianceOf(control, controlRate)];
  if (agentVariance === null || controlVariance === null) return null;
  const seen = agentVariance + factor * factor * controlVariance;
  return {
    estimate: agentRate - factor * controlRate,
    variance: Math.max(seen, varianceAtLimit(agent, control, factor)),
  };
}

/** r_agent − limit; exactly at the limit events come as bunched as they were seen to. */
function excessOverRate(agent: RatioSums, limit: number): Excess | null {
  const rate = rateOf(agent);
  const seen = rate === null ? null : varianceOf(agent, rate);
  if (rate === null || seen === null) return null;
  const bunched = agent.y === 0 ? 1 : squaresOf(agent, rate) / agent.y;
  return { estimate: rate - limit, variance: Math.max(seen, (bunched * limit) / agent.s) };
}

const rateOf = ({ y, s }: RatioSums): number | null => (s > 0 ? y / s : null);

/** Of the ratio, by linearisation: Σ (y − r s)² / (n (n − 1)) over the square of the mean of s. */
function varianceOf(sums: RatioSums, rate: number): number | null {
  const { n, s } = sums;
  if (n < 2) return null;
  const mean = s / n;
  return squaresOf(sums, rate) / (n * (n - 1)) / (mean * mean);
}

/** Σ (y − r s)². */
const squaresOf = ({ yy, ys, ss }: RatioSums, rate: number): number =>
  Math.max(0, yy - 2 * rate * ys + rate * rate * ss);

/**
 * Of r_agent − factor · r_control where it is 0: both groups together say how often events are and, by Σ (y − r s)² per event, how they
 * come in bunches (1: rare and one to a customer), as in a score test.
 */
function varianceAtLimit(agent: RatioSums, control: RatioSums, factor: number): number {
  const events = agent.y + control.y;
  const bunched = (squaresOf(agent, agent.y / agent.s) + squaresOf(control, control.y / control.s)) / events;
  const controlRate = events / (factor * agent.s + control.s);
  return bunched * controlRate * (factor / agent.s + (factor * factor) / control.s);
}
