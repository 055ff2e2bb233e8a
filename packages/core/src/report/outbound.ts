/** From the audience to Braze, day by day: at which step how many were left, and why. */
import type { ReportDay, StepCounts } from './report-input.ts';

export interface OutboundDay extends StepCounts {
  /** An action was drawn: due less `noEligibleAction`. */
  readonly chosen: number;
  readonly accepted: number;
  /** Chosen and not handed over: over budget, chose to send nothing, rejected, or stopped. */
  readonly notSent: number;
  readonly inDoubt: number;
}

/**
 * One row per run day that both sides know of, oldest first: accepted + notSent + inDoubt = chosen, and more where decisions
 * of erased customers are counted without their end.
 */
export function buildOutbound(days: readonly ReportDay[], steps: readonly StepCounts[]): OutboundDay[] {
  const byDay = new Map(steps.map((step) => [step.day, step]));
  return days.flatMap(({ day, sends }) => {
    const step = byDay.get(day);
    if (step === undefined) return [];
    const sum = (pick: 'accepted' | 'inDoubt' | 'notSent'): number =>
      Object.values(sends).reduce((total, each) => total + each[pick], 0);
    // A decision without an action is counted among those not sent.
    const notSent = Math.max(0, sum('notSent') - step.noEligibleAction);
    return [
      {
        ...step,
        chosen: step.due - step.noEligibleAction,
        accepted: sum('accepted'),
        notSent,
        inDoubt: sum('inDoubt'),
      },
    ];
  });
}
