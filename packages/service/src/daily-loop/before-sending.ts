/**
 * Looks at a day between planning and sending. What it finds is noted with the plan, so that a run that is taken up again
 * finds the same; where the agent file says `stop`, nothing leaves until a person says so.
 */
import { decidesIn } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { checkBeforeSending, type SendingFinding } from '@fitly/core/report';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { listRuns, type Run, setRunFact, stepSummaries } from '@fitly/store';
import { lateFeeds } from '../feeds/late-feeds.ts';
import { newAttributeProblems } from '../reporting/attribute-health.ts';
import type { StepSummary } from './progress.ts';
import type { RunContext } from './run-context.ts';

/** Name of the note in the summary of `plan`. */
const FINDINGS = 'before_sending';
/** Name of the fact of a run. */
const SENT_ANYWAY = 'sent_anyway';

/** Who said that a stopped day is to be sent, and when. */
export interface SentAnyway {
  /** Null: not said. */
  readonly by: string | null;
  readonly at: Instant;
}

export async function findBeforeSending(context: RunContext, recipients: number): Promise<SendingFinding[]> {
  const { store, agent, day, lifeState } = context;
  const { beforeSending: actions } = agent;
  if (!decidesIn(lifeState) || recipients === 0) return [];
  const notes = await readSendingNotes(context, agent.name, await listRuns(store.state.db, agent.name));
  const givenUp = new Set(notes.filter(isGivenUp).map((note) => note.day));
  const plans = await stepSummaries(store.state.db, agent.name, 'plan');
  const earlier = plans.flatMap((plan) => {
    const size = (plan.summary as StepSummary)['recipients'];
    return plan.day < day && !givenUp.has(plan.day) && typeof size === 'number' ? [{ day: plan.day, size }] : [];
  });
  const facts = {
    planned: { day, size: recipients },
    earlier,
    lateFeeds: actions.feeds === 'off' ? [] : await lateFeeds(context),
    // An alert about attributes is told when the run ends, from the same figures.
    attributes: actions.attributes === 'stop' ? await newAttributeProblems(context) : [],
  };
  return checkBeforeSending(facts, actions);
}

/** In the summary of `plan`; nothing where nothing was found. */
export const findingsInSummary = (findings: readonly SendingFinding[]): StepSummary =>
  findings.length === 0 ? {} : { [FINDINGS]: JSON.stringify(findings) };

export function findingsIn(summary: StepSummary): readonly SendingFinding[] {
  const noted = summary[FINDINGS];
  return typeof noted === 'string' ? (JSON.parse(noted) as readonly SendingFinding[]) : [];
}

interface BeforeDispatch extends Pick<RunContext, 'store' | 'agent' | 'day' | 'clock' | 'summaryOf'> {
  readonly facts: Run['facts'];
  /** Null: nobody has said that it is to be sent all the same. */
  readonly sendAnyway: Pick<SentAnyway, 'by'> | null;
}

/** Throws `sending_stopped`. Keeps with the run that, and by whom, a stopped day was sent all the same. */
export async function stopBeforeSending(context: BeforeDispatch): Promise<void> {
  const { store, agent, day, clock, facts, sendAnyway } = context;
  const stops = findingsIn(context.summaryOf('plan')).filter(({ action }) => action === 'stop');
  if (stops.length === 0 || Object.hasOwn(facts, SENT_ANYWAY)) return;
  if (sendAnyway !== null) {
    const { by } = sendAnyway;
    await setRunFact(store.state.db, agent.name, day, SENT_ANYWAY, { by, at: await clock.now() });
    return;
  }
  throw new FitlyError(
    'sending_stopped',
    `nothing of ${day} was sent by ${agent.name}: ${stops.map(({ says }) => says).join('; ')}`,
    {
      next: `the day's decisions are kept; if they are right: fitly run ${agent.name} --date ${day} --send-anyway; if not: fitly agent pause ${agent.name}, and the run ends without sending`,
      fields: { agent: agent.name, day, checks: stops.map(({ check }) => check).join(' ') },
    },
  );
}

export interface SendingNote {
  readonly day: Day;
  readonly findings: readonly SendingFinding[];
  /** Null: it was not stopped, or never sent. */
  readonly sentAnyway: SentAnyway | null;
}

/** What was stopped and never sent says nothing of what is usual. */
const isGivenUp = ({ findings, sentAnyway }: SendingNote): boolean =>
  sentAnyway === null && findings.some(({ action }) => action === 'stop');

/** Of days on which something was found, oldest first. */
export async function readSendingNotes(
  { store }: Pick<RunContext, 'store'>,
  agent: AgentName,
  runs: readonly Run[],
): Promise<SendingNote[]> {
  const factsOf = new Map(runs.map(({ day, facts }) => [day, facts]));
  return (await stepSummaries(store.state.db, agent, 'plan')).flatMap(({ day, summary }) => {
    const findings = findingsIn(summary as StepSummary);
    const facts = factsOf.get(day);
    if (findings.length === 0 || facts === undefined) return [];
    return [{ day, findings, sentAnyway: (facts[SENT_ANYWAY] ?? null) as SentAnyway | null }];
  });
}
