/**
 * What feeds tell of messages, joined to the decisions that they were sent for. Each take is folded once per agent; under
 * another filter everything is folded again.
 */
import {
  addMessageEvent,
  ENGAGEMENT_FILTER,
  emptyOutcomes,
  type MessageKind,
  type MessageOutcomes,
  wasAborted,
} from '@fitly/core/data';
import { ENGAGEMENT_PREFIX } from '@fitly/core/design';
import type { Day, Instant } from '@fitly/core/terms';
import {
  type Columns,
  commitFiles,
  type Db,
  getMeta,
  type StagedFile,
  setMeta,
  takesBetween,
  valuesOf,
} from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { DAILY_MESSAGES, dailyMessageColumns } from '../reporting/daily-messages.ts';
import { ALL_AGENTS, MESSAGE_EVENTS } from './feed-tables.ts';
import { type DecisionFinder, decisionFinder } from './find-decision.ts';
import { addJoin, foldKey, type Joins } from './message-joins.ts';
import { MESSAGE_OUTCOMES, outcomeColumns, readOutcomes } from './message-outcomes-table.ts';
import { isOfOwnTarget, type ReconcileContext, type Reconciler, reconciler } from './reconcile-messages.ts';

export interface MessageFold {
  /** Number of the take up to which everything was folded before. */
  readonly after: number;
  /** Message events of this agent's decisions in the new takes. */
  readonly matched: number;
  /** Of them aborts: decisions that turn out not to have been sent. */
  readonly aborted: number;
  /** The earliest instant of what was not known before, of what a report may count. Null: no news. */
  readonly newsSince: Instant | null;
  /** Outcomes as they are with this fold, of the days that it changed; row by row as the day's decisions. */
  readonly changed: ReadonlyMap<Day, MessageOutcomes>;
  /** What a person should look at, in words. */
  readonly alerts: readonly string[];
  commit(tx: Db): Promise<void>;
}

interface Folded {
  readonly take: number;
  readonly filter: number;
  /** Runs up to this day are reconciled; null, and absent before that was done: none. */
  readonly reconciledUpTo?: Day | null;
  /** Absent before they were counted. */
  readonly joins?: Joins;
}

type FoldContext = ReconcileContext & Pick<RunContext, 'lakeNow'>;

/** Folds the takes up to this one; nothing counts before `commit`. */
export async function foldMessages(context: FoldContext, upTo: number): Promise<MessageFold> {
  const { store, agent } = context;
  const kept = await getMeta(store.state.db, foldKey(agent.name));
  const before = kept === null ? null : (JSON.parse(kept) as Folded);
  const isCurrent = before?.filter === ENGAGEMENT_FILTER.version;
  const days = new Map<Day, MessageOutcomes>();
  const finder = await decisionFinder(context);
  const after = isCurrent ? before.take : 0;
  const reconciliation = reconciler(context, finder, { upTo: before?.reconciledUpTo ?? null, fresh: !isCurrent });
  const counts: FoldCounts = { matched: 0, aborted: 0, newsSince: null };
  const joins = structuredClone(isCurrent ? (before.joins ?? {}) : {});
  const news = newsKinds(context);
  for (const { take, days: span } of await takesBetween(store.state.db, after, upTo)) {
    if (span === null) continue;
    const where = { column: 'take', equals: take };
    const events = await store.lake.read({
      table: MESSAGE_EVENTS,
      agent: ALL_AGENTS,
      days: span,
      columns: SPECS,
      where,
    });
    await foldEvents(context, events, finder, { days, fresh: !isCurrent, news, counts, joins, reconciliation });
  }
  const staged: StagedFile[] = [];
  for (const [day, outcomes] of days) {
    const decisions = await finder.decisions(day);
    const stage = (table: string, columns: Columns) => store.lake.stage({ table, agent: agent.name, day, columns });
    staged.push(await stage(MESSAGE_OUTCOMES, outcomeColumns(outcomes, decisions)));
    staged.push(await stage(DAILY_MESSAGES, dailyMessageColumns(day, outcomes, decisions.groups)));
  }
  const reconciled = await reconciliation.end(days);
  staged.push(...reconciled.staged);
  return {
    ...counts,
    after,
    changed: days,
    alerts: reconciled.alerts,
    async commit(tx) {
      for (const file of staged) {
        const replace = { table: file.table, agent: file.agent, day: file.day };
        await commitFiles(tx, [file], { replace }, context.lakeNow());
      }
      const mark = { take: upTo, filter: ENGAGEMENT_FILTER.version, reconciledUpTo: reconciled.upTo };
      await setMeta(tx, foldKey(agent.name), JSON.stringify({ ...mark, joins } satisfies Folded));
    },
  };
}

const TEXTS = [
  'kind',
  'channel',
  'customer_key',
  'automatic',
  'abort_reason',
  'campaign_id',
  'canvas_id',
  'canvas_step_id',
  'dispatch_id',
  'decision_id',
] as const;
const SPECS = [...TEXTS.map((name) => ({ name, type: 'string' as const })), { name: 'at', type: 'instant' as const }];

interface FoldCounts {
  matched: number;
  aborted: number;
  newsSince: Instant | null;
}

interface Into {
  readonly counts: FoldCounts;
  readonly joins: Joins;
  readonly news: ReadonlySet<string>;
  readonly days: Map<Day, MessageOutcomes>;
  /** What was folded under another filter does not count any more. */
  readonly fresh: boolean;
  readonly reconciliation: Reconciler;
}

async function foldEvents(
  { store, agent }: FoldContext,
  events: Columns,
  finder: DecisionFinder,
  { days, fresh, news, counts, joins, reconciliation }: Into,
): Promise<void> {
  const text = Object.fromEntries(TEXTS.map((name) => [name, valuesOf(events, name, 'string')])) as Record<
    (typeof TEXTS)[number],
    readonly (string | null)[]
  >;
  const at = valuesOf(events, 'at', 'instant');
  await finder.expect([...new Set(text.dispatch_id)].filter((id) => id !== null));
  for (let event = 0; event < events.rowCount; event++) {
    const kind = text.kind[event] as MessageKind;
    const told = {
      kind,
      channel: text.channel[event] ?? null,
      at: at[event]!,
      customerKey: text.customer_key[event] ?? '',
      dispatchId: text.dispatch_id[event] ?? null,
      decisionId: text.decision_id[event] ?? null,
      campaignId: text.campaign_id[event] ?? null,
      canvasId: text.canvas_id[event] ?? null,
      canvasStepId: text.canvas_step_id[event] ?? null,
    };
    const found = await finder.find(told);
    await reconciliation.add(told, found);
    if (found !== null || isOfOwnTarget(agent, told)) addJoin(joins, kind, found !== null);
    if (found === null) continue;
    counts.matched += 1;
    let outcomes = days.get(found.day);
    if (outcomes === undefined) {
      const decisions = await finder.decisions(found.day);
      outcomes = fresh
        ? emptyOutcomes(decisions.ids.length)
        : await readOutcomes(store, agent.name, found.day, decisions);
      days.set(found.day, outcomes);
    }
    const message = { kind, automatic: text.automatic[event] ?? null, abortReason: text.abort_reason[event] ?? null };
    const isNews = addMessageEvent(outcomes, found.row, { ...message, at: at[event]! });
    if (isNews && kind === 'abort' && wasAborted(outcomes, found.row)) counts.aborted += 1;
    if (isNews && news.has(kind)) counts.newsSince = Math.min(counts.newsSince ?? Infinity, at[event]!);
  }
}

/** Kinds that may change what a report says of an earlier day. */
const newsKinds = ({ agent }: FoldContext): ReadonlySet<string> =>
  new Set(['open', 'click', 'abort', 'send', ...agent.kpis.map(({ event }) => event.replace(ENGAGEMENT_PREFIX, ''))]);
