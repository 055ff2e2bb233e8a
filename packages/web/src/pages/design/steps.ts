/** The sections of the designer, in the order in which one thinks of them. */
import type { Issue } from '../../client/types.ts';

/** Section → keys of the file that it edits. */
export const STEPS = {
  use_case: ['name', 'description', 'timeZone', 'schedule'],
  audience: ['audience', 'context'],
  success: ['success', 'guardrails', 'kpis'],
  dimensions: ['dimensions'],
  constraints: ['constraints'],
  groups: ['groups'],
  delivery: ['delivery'],
  review: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Step = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as Step[];

/** Review for what has no form: learning, for one. */
export const stepOf = (key: string): Step =>
  STEP_NAMES.find((step) => (STEPS[step] as readonly string[]).includes(key)) ?? 'review';

const keyOfIssue = ({ path }: Issue): string => /^[^.[]*/.exec(path)![0];

export const issuesOfStep = (issues: readonly Issue[], step: Step): Issue[] =>
  issues.filter((issue) => stepOf(keyOfIssue(issue)) === step);

/** Keys that stand in the file and in no section. */
export const withoutForm = (root: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(root).filter((key) => stepOf(key) === 'review');
