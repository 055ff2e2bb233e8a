/**
 * Whose decision a message event tells of. In this order: the request that Braze names by its dispatch id, with the
 * customer; the decision id that the template put into the message; for an abort, which has neither, the newest accepted
 * decision of the customer for that campaign or canvas in the day before it.
 */
import { campaignOfTarget } from '@fitly/core/design';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { addDays, dayOf } from '@fitly/core/time';
import { listRuns, runsOfDispatches } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { type DecisionsOfDay, decisionsOfDay } from './decisions-of-day.ts';

export interface EventToFind {
  readonly kind: string;
  readonly at: Instant;
  readonly customerKey: string;
  readonly dispatchId: string | null;
  readonly decisionId: string | null;
  readonly campaignId: string | null;
  readonly canvasId: string | null;
}

export interface FoundDecision {
  readonly day: Day;
  readonly row: number;
}

export interface DecisionFinder {
  /** To be called with the dispatch ids of the events to come: they are looked up together. */
  expect(dispatchIds: readonly string[]): Promise<void>;
  /** Null for a message of somebody else. */
  find(event: EventToFind): Promise<FoundDecision | null>;
  decisions(day: Day): Promise<DecisionsOfDay>;
  /** Whose request it was; null: none of this workspace. After `expect`. */
  agentOf(dispatchId: string | null): AgentName | null;
}

/** An event may name a decision of so many days before it. */
const OLDEST_DAYS = 30;
/** Clocks of two companies differ, and Currents cuts an instant to its second. */
const CLOCK_MS = 5 * 60_000;
/** Braze aborts when it would have sent: with a trigger at once, a retry included within a day. */
const ABORT_WITHIN_MS = 24 * 3_600_000;

export async function decisionFinder(context: Pick<RunContext, 'store' | 'agent'>): Promise<DecisionFinder> {
  const { store, agent } = context;
  const runDays = (await listRuns(store.state.db, agent.name)).map((run) => run.day).reverse();
  const days = new Map<Day, DecisionsOfDay>();
  const runOfDispatch = new Map<string, { readonly agent: AgentName; readonly day: Day }>();
  const decisions = async (day: Day): Promise<DecisionsOfDay> => {
    const known = days.get(day) ?? (await decisionsOfDay(context, day));
    days.set(day, known);
    return known;
  };
  /** Newest first. */
  const daysBefore = (at: Instant, atMost: number): readonly Day[] => {
    const newest = addDays(dayOf(at, agent.timeZone), 1);
    return runDays.filter((day) => day <= newest && day >= addDays(newest, -atMost));
  };
  const byDispatch = async (day: Day, { customerKey }: EventToFind): Promise<FoundDecision | null> => {
    const row = (days.get(day) ?? (await decisions(day))).rowOfCustomer(customerKey);
    return row === undefined ? null : { day, row };
  };
  const byDecision = async ({ decisionId, at }: EventToFind): Promise<FoundDecision | null> => {
    if (decisionId === null) return null;
    for (const day of daysBefore(at, OLDEST_DAYS)) {
      const row = (await decisions(day)).rowOf(decisionId as DecisionId);
      if (row !== undefined) return { day, row };
    }
    return null;
  };
  const byAbort = async (event: EventToFind): Promise<FoundDecision | null> => {
    if (event.kind !== 'abort') return null;
    for (const day of daysBefore(event.at, 3)) {
      const of = await decisions(day);
      const row = of.rowOfCustomer(event.customerKey);
      const sent = row === undefined ? null : of.sentTo(row);
      if (row === undefined || sent === null || !isTarget(sent.targetId, event)) continue;
      if (event.at >= sent.at - CLOCK_MS && event.at < sent.at + ABORT_WITHIN_MS) return { day, row };
    }
    return null;
  };
  return {
    decisions,
    agentOf: (dispatchId) => runOfDispatch.get(dispatchId ?? '')?.agent ?? null,
    async expect(dispatchIds) {
      for (const [id, run] of await runsOfDispatches(store.state.db, dispatchIds)) runOfDispatch.set(id, run);
    },
    async find(event) {
      const run = runOfDispatch.get(event.dispatchId ?? '');
      if (run !== undefined) return run.agent === agent.name ? byDispatch(run.day, event) : null;
      return (await byDecision(event)) ?? (await byAbort(event));
    },
  };
}

const isTarget = (targetId: string, { campaignId, canvasId }: EventToFind): boolean =>
  targetId === canvasId || campaignOfTarget(targetId) === campaignId;
