import type { Instant } from '@fitly/core/terms';

/** What a step answers that has nothing to do before an instant: nothing is committed, and the run is taken up again then. */
export class Rest {
  readonly until: Instant;
  constructor(until: Instant) {
    this.until = until;
  }
}
