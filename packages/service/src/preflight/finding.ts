/** What a pre-flight says: one line for a person, each with what to do about it. */
export interface PreflightFinding {
  /** What was looked at: `permission users.export.segment`, `campaign default`, `placeholder subject_line`, … */
  readonly check: string;
  /**
   * `failed`: a run would not do what the agent file says. `warning`: it might not. `to_confirm`: Braze does not tell, so a
   * person has to look. `confirmed`: a person has, and nothing has changed since. `unknown`: could not be looked at.
   */
  readonly state: 'ok' | 'failed' | 'warning' | 'to_confirm' | 'confirmed' | 'unknown';
  readonly found: string;
  readonly next?: string;
}

export const finding = (
  check: string,
  state: PreflightFinding['state'],
  found: string,
  next?: string,
): PreflightFinding => ({ check, state, found, ...(next !== undefined && { next }) });
