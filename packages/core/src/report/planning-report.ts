/** What the groups as they are can find, as the report tells it. */
import type { Group } from '../terms.ts';
import type { ContrastId } from './report-input.ts';

/** `sequential`: the interval that may be read on any day; `fixed`: one look on a day that was fixed beforehand. */
export interface BothLooks {
  readonly sequential: number;
  readonly fixed: number;
}

export interface ContrastPlan {
  readonly id: ContrastId;
  readonly treated: Group;
  readonly control: Group;
  readonly treatedCustomers: number;
  readonly controlCustomers: number;
  readonly alpha: number;
  readonly plannedSize: number;
  readonly power: number;
  /** Share of the variance that earlier behaviour explains, in [0, 1). */
  readonly explained: number;
  /** Smallest effect found with `power`, as a share of the control's mean. */
  readonly detectable: BothLooks;
  /** Probability of finding an effect, which is a share of the control's mean. */
  readonly powers: readonly ({ readonly effect: number } & BothLooks)[];
  /** What `detectable` would be with as many customers and another share of control. */
  readonly allocations: readonly ({
    readonly controlShare: number;
    readonly controlCustomers: number;
    /** Customers needed for the effect of an equal split, in multiples of it. */
    readonly customersAgainstEqualSplit: number;
  } & BothLooks)[];
  /** The same in sentences. */
  readonly says: readonly string[];
}
