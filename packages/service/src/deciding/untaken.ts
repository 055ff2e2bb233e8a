/** Decisions that were asked for and that no run has taken yet, as far as other steps must know of them. */
import type { Day } from '@fitly/core/terms';
import type { RequestedDecision } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';

/** Fact of a run: nobody was decided for by its day any more after this instant. */
export const DECIDED_UNTIL = 'decided_until';

/** Decisions of an agent that no run has taken yet, of a day on or after `from`; oldest day first. */
export const untaken = (
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  from: Day,
): (RequestedDecision & { readonly day: Day })[] =>
  store.decisions
    .openDays(agent.name)
    .filter((day) => day >= from)
    .flatMap((day) => store.decisions.decisionsOf(agent.name, day).map((each) => ({ ...each, day })));
