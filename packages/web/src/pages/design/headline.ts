/** The page as a sentence: what is to be mended, or how large the design is and what it will be able to show. */
import type { YamlView } from '@fitly/contract/yaml';
import type { Checked, Issue, LaunchPlan } from '../../client/types.ts';
import { count, percent } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

interface Facts {
  readonly issues: readonly Issue[];
  readonly now: Pick<YamlView, 'root' | 'issues'>;
  /** Null: not known yet. */
  readonly checked: Pick<Checked, 'valid' | 'actions' | 'combinations'> | null;
  readonly plan: LaunchPlan | null;
}

export function headlineOf({ issues, now, checked, plan }: Facts): {
  readonly before: string;
  readonly figure: string;
} {
  if (now.root === null) return { before: text('dzHeadUnreadable', { line: now.issues[0]?.line ?? 1 }), figure: '' };
  if (issues.length > 0)
    return {
      before: issues.length === 1 ? text('dzHeadOneWrong') : text('dzHeadWrong', { count: issues.length }),
      figure: '',
    };
  const { actions, combinations } = checked ?? { actions: null, combinations: null };
  if (actions == null || combinations == null) return { before: text('dzHeadPlain'), figure: '' };
  const size =
    actions === combinations
      ? text('dzHeadActions', { count: count(actions) })
      : text('dzHeadOpen', { combinations: count(combinations), count: count(actions) });
  const smallest = plan?.contrasts[0]?.detectable.sequential;
  if (plan === null || smallest === undefined) return { before: size, figure: '' };
  return {
    before: size,
    figure: text('dzHeadShows', { effect: percent(smallest), days: count(plan.baseline.days) }),
  };
}
