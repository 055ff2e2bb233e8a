/** What the steps of each run noted on the way to Braze, as the report reads it. */
import type { StepCounts } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';
import type { OutsideReason } from '../daily-loop/audience-of-day.ts';

const OUTSIDE_REASONS = [
  'left_segments',
  'audience_rule',
  'attribute_missing',
  'workspace_holdout',
] as const satisfies readonly OutsideReason[];

type Noted = Readonly<Record<string, unknown>>;

/** Oldest first, up to a day; days without decisions are absent. */
export async function readStepCounts({ state }: Store, agent: AgentName, asOfDay: Day): Promise<StepCounts[]> {
  const enrolled = new Map(
    (await stepSummaries(state.db, agent, 'enrol')).map((each) => [each.day, each.summary as Noted]),
  );
  const decided = await stepSummaries(state.db, agent, 'decide');
  return decided.flatMap(({ day, summary }) =>
    day <= asOfDay ? [countsOf(day, enrolled.get(day) ?? {}, summary as Noted)] : [],
  );
}

function countsOf(day: Day, enrol: Noted, decide: Noted): StepCounts {
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const outside = OUTSIDE_REASONS.flatMap((reason) =>
    count(enrol[reason]) > 0 ? [[reason, count(enrol[reason])]] : [],
  );
  return {
    day,
    audience: typeof enrol['audience'] === 'number' ? enrol['audience'] : null,
    due: count(decide['decisions']),
    noEligibleAction: count(decide['no_eligible_action']),
    overBudget: count(decide['over_budget']),
    outside: Object.fromEntries(outside),
    idle: typeof decide['state'] === 'string' ? decide['state'] : null,
  };
}
