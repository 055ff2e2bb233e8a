import type { Group } from '../terms.ts';
import type { ReportDay, SendCounts } from './report-input.ts';

/** Sends of a group over all days. */
export function totalSends(days: readonly ReportDay[], group: Group): SendCounts {
  const total = { decided: 0, accepted: 0, notSent: 0, inDoubt: 0 };
  for (const { sends } of days) {
    const day = sends[group];
    if (day === undefined) continue;
    total.decided += day.decided;
    total.accepted += day.accepted;
    total.notSent += day.notSent;
    total.inDoubt += day.inDoubt;
  }
  return total;
}
