/** What `fitly evaluate` says: where the decisions come from, and each candidate with its figures or the reason for none. */
import type { Inference, Judgement, Refused, SelfCheck } from '@fitly/core/measure';

export interface Evaluation {
  readonly source: EvaluatedLog;
  /** Mean reward of the log itself, by the policy that made it. */
  readonly logged: Inference | Refused;
  readonly candidates: readonly EvaluatedCandidate[];
  /** What the candidate really earned where it ran; null where nobody says. */
  readonly truth: OnPolicy | null;
  /** The agent's own policy, judged from random control's log, against what its customers did; null for other logs. */
  readonly selfCheck: SelfCheck | null;
}

interface EvaluatedLog {
  /** `random control of hillstrom`, or the name of the file. */
  readonly label: string;
  readonly decisions: number;
  readonly customers: number;
  readonly actions: number;
  /** Plural noun that a mean counts per decision: `visits`. */
  readonly unit: string;
  /** ISO 4217 when rewards are money. */
  readonly currency: string | null;
  /** `decision`, or `day` where actions hold customers for different times. */
  readonly per: 'decision' | 'day';
  /** How many of them people like to hear of: 1,000 for counts below one, 1 for amounts. */
  readonly shownPer: 1 | 1000;
  /** What was left out or assumed, in sentences. */
  readonly notes: readonly string[];
}

export interface OnPolicy {
  readonly label: string;
  /** Label of the candidate that it is the truth of. */
  readonly of: string;
  readonly decisions: number;
  readonly mean: Inference | Refused;
}

export interface EvaluatedCandidate {
  readonly label: string;
  readonly judgement: Judgement;
  /** Decisions that it would have drawn otherwise, as a share (mean total variation from the log's policy); null: not known. */
  readonly changes: number | null;
  readonly notes: readonly string[];
}
