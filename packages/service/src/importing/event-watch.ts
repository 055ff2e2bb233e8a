/** What rows of events have in common, to tell a snapshot that poses as events: see `doubtEvents`. */
import type { EventEvidence } from '@fitly/core/data';
import { createIdSet } from '../feeds/id-set.ts';

export interface EventWatch {
  add(customerKey: string, at: number): void;
  seen(): EventEvidence;
}

/** Remembers customers only until two rows differ as those of a snapshot do not. */
export function watchEvents(): EventWatch {
  const customers = createIdSet();
  let rows = 0;
  let firstAt: number | null = null;
  let customersRepeat = false;
  let instantsDiffer = false;
  return {
    add(customerKey, at) {
      rows += 1;
      firstAt ??= at;
      instantsDiffer ||= at !== firstAt;
      if (!instantsDiffer && !customersRepeat) customersRepeat = !customers.add(customerKey);
    },
    seen: () => ({ rows, customersRepeat, instantsDiffer }),
  };
}
