/**
 * Holds what feeds tell of sends against the ledger, while they are folded: how often each message of a decision went out, and
 * which messages enrolled customers got that belong to no decision of the agent.
 */
import { type MessageOutcomes, reconcileSends } from '@fitly/core/data';
import { type Agent, campaignOfTarget, leavesThroughBraze } from '@fitly/core/design';
import type { ForeignSends } from '@fitly/core/report';
import type { AgentName, CustomerKey, Day, Group } from '@fitly/core/terms';
import { addDays, dayOf } from '@fitly/core/time';
import { listRuns, type StagedFile } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import {
  DAILY_FOREIGN_SENDS,
  DAILY_SENDS,
  foreignColumns,
  readForeignSends,
  readSends,
  sendColumns,
} from '../reporting/daily-sends.ts';
import type { DecisionFinder, EventToFind, FoundDecision } from './find-decision.ts';
import { readOutcomes } from './message-outcomes-table.ts';
import {
  addSend,
  MESSAGE_SENDS,
  messageSendColumns,
  mostSends,
  partOf,
  readMessageSends,
  type SendsOfRows,
} from './message-sends.ts';
import { holdoutAlerts, twiceAlert } from './reconcile-alerts.ts';

export type ReconcileContext = Pick<RunContext, 'store' | 'agent' | 'day' | 'feeds' | 'enrolled'>;

interface SendEvent extends EventToFind {
  readonly channel: string | null;
  readonly canvasStepId: string | null;
}

interface Reconciled {
  readonly staged: readonly StagedFile[];
  /** What a person should look at, in words. */
  readonly alerts: readonly string[];
  /** Runs up to this day are reconciled; null: none yet. */
  readonly upTo: Day | null;
}

export interface Reconciler {
  /** `found`: null for a message of somebody else. */
  add(event: SendEvent, found: FoundDecision | null): Promise<void>;
  /** `changed`: outcomes as they are with this fold. */
  end(changed: ReadonlyMap<Day, MessageOutcomes>): Promise<Reconciled>;
}

interface Before {
  /** As a fold before has left it; null: none has reconciled. */
  readonly upTo: Day | null;
  /** What was folded before does not count any more. */
  readonly fresh: boolean;
}

/** A workspace that never reconciled begins with the days of which an event may still name a decision. */
const FIRST_DAYS = 30;

export function reconciler(context: ReconcileContext, finder: DecisionFinder, before: Before): Reconciler {
  const { store, agent } = context;
  const sendsOf = new Map<Day, SendsOfRows>();
  const foreign: ForeignRows = new Map();
  let customers: Promise<ReadonlyMap<string, Enrolled>> | null = null;

  const sendsOn = async (day: Day): Promise<SendsOfRows> => {
    const sends =
      sendsOf.get(day) ??
      (before.fresh ? new Map() : await readMessageSends(store, agent.name, day, await finder.decisions(day)));
    sendsOf.set(day, sends);
    return sends;
  };
  return {
    async add(event, found) {
      if (event.kind !== 'send') return;
      if (found === null) {
        customers ??= enrolledCustomers(context);
        const row = foreignSend(agent, finder.agentOf(event.dispatchId), event, await customers);
        if (row !== null) addTo(foreign, row);
        return;
      }
      const part = partOf(event.channel, event.canvasStepId);
      if (part !== null) addSend(await sendsOn(found.day), found.row, part);
    },
    async end(changed) {
      if (!tellsOfSends(context)) return { staged: [], alerts: [], upTo: before.upTo };
      const { days, upTo } = await daysToReconcile(context, before, changed);
      const ofDecisions = await reconcileDays({ context, finder, sendsOn, changed }, days);
      const ofOthers = await stageForeign(context, [...foreign.values()], before.fresh);
      return {
        staged: [...ofDecisions.staged, ...ofOthers.staged],
        alerts: [...ofDecisions.alerts, ...ofOthers.alerts],
        upTo,
      };
    },
  };
}

/** Whether a message came from one of the agent's own campaigns or canvases, whoever triggered it. */
export function isOfOwnTarget(
  { delivery }: Pick<Agent, 'delivery'>,
  { campaignId, canvasId }: Pick<EventToFind, 'campaignId' | 'canvasId'>,
): boolean {
  const target = campaignId ?? canvasId;
  return target !== null && Object.values(delivery.ids).some((id) => id === target || campaignOfTarget(id) === target);
}

/** Of a message without a decision of the agent: what is counted of it, if anything. */
function foreignSend(
  agent: Agent,
  sentBy: AgentName | null,
  event: SendEvent,
  customers: ReadonlyMap<string, Enrolled>,
): ForeignSends | null {
  const customer = customers.get(event.customerKey);
  const day = dayOf(event.at, agent.timeZone);
  const isOther = sentBy !== null && sentBy !== agent.name;
  const sender = isOther ? 'other_agent' : isOfOwnTarget(agent, event) ? 'own_campaign' : 'other';
  // Of the day of enrolment it is not known which came first.
  const group = customer !== undefined && customer.since < day ? customer.group : null;
  if (group === null && sender !== 'own_campaign') return null;
  return { day, group, sender, target: event.campaignId ?? event.canvasId, sends: 1 };
}

/** Days that this fold changed, and run days that no fold before has reconciled; in order. */
async function daysToReconcile(
  { store, agent, day: today }: ReconcileContext,
  { upTo }: Before,
  changed: ReadonlyMap<Day, MessageOutcomes>,
): Promise<{ readonly days: readonly Day[]; readonly upTo: Day | null }> {
  const runDays = (await listRuns(store.state.db, agent.name)).map(({ day }) => day).filter((day) => day < today);
  const since = upTo ?? addDays(today, -FIRST_DAYS);
  const days = new Set([...changed.keys(), ...runDays.filter((day) => day > since)]);
  return { days: [...days].sort(), upTo: runDays.sort().at(-1) ?? upTo };
}

interface OfDecisions {
  readonly context: ReconcileContext;
  readonly finder: DecisionFinder;
  readonly sendsOn: (day: Day) => Promise<SendsOfRows>;
  readonly changed: ReadonlyMap<Day, MessageOutcomes>;
}

type Staged = Pick<Reconciled, 'staged' | 'alerts'>;

async function reconcileDays(
  { context: { store, agent, day: today }, finder, sendsOn, changed }: OfDecisions,
  days: readonly Day[],
): Promise<Staged> {
  const known = new Map((await readSends(store, agent.name, today)).map(({ day, counts }) => [day, counts]));
  const staged: StagedFile[] = [];
  const alerts: string[] = [];
  for (const day of days) {
    const decisions = await finder.decisions(day);
    const sends = await sendsOn(day);
    const outcomes = changed.get(day) ?? (await readOutcomes(store, agent.name, day, decisions));
    const counts = reconcileSends(outcomes, {
      groups: decisions.groups,
      isAccepted: (row) => decisions.sentTo(row) !== null,
      sends: (row) => mostSends(sends, row),
    });
    const place = { agent: agent.name, day };
    if (sends.size > 0) {
      const columns = messageSendColumns(sends, decisions);
      staged.push(await store.lake.stage({ table: MESSAGE_SENDS, ...place, columns }));
    }
    staged.push(await store.lake.stage({ table: DAILY_SENDS, ...place, columns: sendColumns(day, counts) }));
    alerts.push(...twiceAlert({ day, counts }, known.get(day) ?? []));
  }
  return { staged, alerts };
}

/** `fresh`: what was folded before does not count any more. */
async function stageForeign(
  { store, agent, day: today }: ReconcileContext,
  news: readonly ForeignSends[],
  fresh: boolean,
): Promise<Staged> {
  const before = await readForeignSends(store, agent.name, today);
  const staged: StagedFile[] = [];
  for (const [day, rows] of foreignByDay(fresh ? [] : before, news)) {
    const columns = foreignColumns(rows);
    staged.push(await store.lake.stage({ table: DAILY_FOREIGN_SENDS, agent: agent.name, day, columns }));
  }
  return { staged, alerts: holdoutAlerts(news, before) };
}

const tellsOfSends = ({ agent, feeds }: ReconcileContext): boolean =>
  leavesThroughBraze(agent) && feeds.watched.some(({ format }) => format === 'currents');

/** Of the days with news: all that is known of them, sorted. */
function foreignByDay(before: readonly ForeignSends[], news: readonly ForeignSends[]): Map<Day, ForeignSends[]> {
  const days = new Set(news.map(({ day }) => day));
  const rows: ForeignRows = new Map();
  for (const each of [...before, ...news]) if (days.has(each.day)) addTo(rows, each);
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return Map.groupBy(sorted, ({ day }) => day);
}

interface Enrolled {
  readonly group: Group;
  readonly since: Day;
}

async function enrolledCustomers({ enrolled }: ReconcileContext): Promise<ReadonlyMap<CustomerKey, Enrolled>> {
  const { customerKeys, groups, enrolledDays } = await enrolled();
  return new Map(customerKeys.map((key, row) => [key, { group: groups[row]!, since: enrolledDays[row]! }]));
}

type ForeignRows = Map<string, ForeignSends & { sends: number }>;

function addTo(rows: ForeignRows, one: ForeignSends): void {
  const key = JSON.stringify([one.day, one.group, one.sender, one.target]);
  const row = rows.get(key) ?? { ...one, sends: 0 };
  rows.set(key, row);
  row.sends += one.sends;
}
