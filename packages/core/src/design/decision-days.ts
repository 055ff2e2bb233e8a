import type { Agent } from './agent.ts';

/**
 * Days that a decision has to itself, by plan: from it to the customer's next one, the shortest where a choice says how long,
 * and at most the horizon. A window can be shorter only when something goes wrong.
 */
export function decisionDays({ schedule, success, dimensions }: Agent): number {
  const { horizonDays } = success;
  if (success.attribution === 'all_in_window') return horizonDays;
  const periods = dimensions.flatMap(({ kind, options }) =>
    kind === 'frequency' ? options.flatMap(({ everyDays }) => everyDays ?? []) : [],
  );
  return Math.min(horizonDays, ...(periods.length === 0 ? [schedule.everyDays] : periods));
}
