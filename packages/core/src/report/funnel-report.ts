/** The read model of the whole way out. */
import type { Day, Group } from '../terms.ts';

export type FunnelStageId =
  | 'eligible'
  | 'due'
  | 'decided'
  | 'within_budget'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'converted';

export type Counts = Partial<Readonly<Record<Group, number>>>;

export interface FunnelStage {
  readonly id: FunnelStageId;
  readonly label: string;
  /** Of everybody together; null: nothing tells. */
  readonly all: number | null;
  /** Empty where groups are not told apart. */
  readonly groups: Counts;
  /** What Braze itself counts of it, all groups together; null where it counts nothing. */
  readonly braze: number | null;
  /** Why those of the stage before are not in this one, most frequent first; only where reasons are known. */
  readonly lost: readonly { readonly reason: string; readonly all: number; readonly groups: Counts }[];
}

export interface Funnel {
  readonly groups: readonly Group[];
  /** First day of what Braze counts; null where it counts nothing. */
  readonly brazeFrom: Day | null;
  /** In the order in which it happens. */
  readonly stages: readonly FunnelStage[];
}
