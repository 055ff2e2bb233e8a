/** What the detectors say about a text: which kind of personal data, how surely, and why; never the text itself. */

export const PERSONAL_KINDS = ['email', 'iban', 'card', 'national_id', 'ip', 'phone', 'free_text', 'name'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/**
 * `certain`: a checksum or a form that nothing else has. `likely`: written as only such data is written. `possible`: other
 * codes look like this too, so one value means nothing, and only a whole column of them does.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

export interface Finding {
  readonly kind: PersonalKind;
  readonly confidence: Confidence;
  /** A sentence without a full stop; quotes nothing of the text. */
  readonly reason: string;
}

/** Whether one value by itself is enough to set it aside. */
export const isSuspect = (finding: Finding | null): finding is Finding =>
  finding !== null && finding.confidence !== 'possible';

const RANK: Readonly<Record<Confidence, number>> = { certain: 2, likely: 1, possible: 0 };

/** The surer of two; of equals the first. */
export function surer(a: Finding | null, b: Finding | null): Finding | null {
  if (a === null || b === null) return a ?? b;
  return RANK[b.confidence] > RANK[a.confidence] ? b : a;
}
