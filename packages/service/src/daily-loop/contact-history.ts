/**
 * What has lately been done for each customer, as far as caps and frequencies must know it: sends of the last days that were
 * accepted, are in doubt or may still go out, of other agents too where a cap counts them, and choices of a frequency that hold.
 */
import { textColumn } from '@fitly/core/data';
import {
  cadenceDimension,
  capMemoryDays,
  capsOverAgents,
  type HoldingDecision,
  heldCustomers,
  longestHoldDays,
  type PastSend,
} from '@fitly/core/decide';
import type { Agent } from '@fitly/core/design';
import type { AgentName, CustomerKey, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { agentsWithRuns, batchesOf, listRuns, type Store, valuesOf } from '@fitly/store';
import { untaken } from '../deciding/untaken.ts';

export interface ContactHistory {
  /** Customers without such a send are absent. */
  readonly sends: ReadonlyMap<CustomerKey, readonly PastSend[]>;
  /** Not due today, because an earlier choice holds. */
  readonly held: ReadonlySet<CustomerKey>;
}

export const NO_HISTORY: ContactHistory = { sends: new Map(), held: new Set() };

interface Place {
  readonly store: Store;
  readonly agent: Agent;
  readonly day: Day;
}

export async function readContactHistory(place: Place): Promise<ContactHistory> {
  const { agent, day } = place;
  const ownMemory = capMemoryDays(agent.constraints);
  const memory = Math.max(ownMemory, longestHoldDays(agent));
  if (memory === 0) return NO_HISTORY;
  const days = { from: addDays(day, -memory), to: addDays(day, -1) };
  const decisions = [...(await readTakenEffect(place, days)), ...readUntaken(place, days)];
  const sends = new Map<CustomerKey, PastSend[]>();
  const holding: HoldingDecision[] = [];
  for (const { customerKey, day: decidedOn, sendAt, message, frequency } of decisions) {
    if (frequency !== null) holding.push({ customerKey, day: decidedOn, option: frequency });
    if (ownMemory > 0 && !Number.isNaN(sendAt)) add(sends, customerKey, { at: sendAt, message });
  }
  for (const { customerKey, at } of await sendsOfOthers(place)) add(sends, customerKey, { at, message: null });
  return { sends, held: heldCustomers(agent, holding, day) };
}

function add(sends: Map<CustomerKey, PastSend[]>, customerKey: CustomerKey, send: PastSend): void {
  const known = sends.get(customerKey);
  if (known === undefined) sends.set(customerKey, [send]);
  else known.push(send);
}

/** What the other agents of the workspace sent, as far as caps over all agents must know it; their dates may be a day ahead. */
async function sendsOfOthers({ store, agent, day }: Place): Promise<{ customerKey: CustomerKey; at: number }[]> {
  const memory = capMemoryDays({ caps: capsOverAgents(agent) });
  if (memory === 0) return [];
  const days = { from: addDays(day, -memory), to: addDays(day, 1) };
  const sends: { customerKey: CustomerKey; at: number }[] = [];
  for (const name of await agentsWithRuns(store.state.db)) {
    if (name === agent.name) continue;
    for (const { customerKey, day: on, row } of untaken({ store, agent: { ...agent, name } }, days.from))
      if (on <= days.to && row['send_at'] !== null) sends.push({ customerKey, at: Number(row['send_at']) });
    const columns = await store.lake.read({
      table: 'decisions',
      agent: name,
      days,
      columns: [
        { name: 'decision_id', type: 'string' },
        { name: 'customer_key', type: 'string' },
        { name: 'reason', type: 'string' },
        { name: 'send_at', type: 'instant' },
      ],
    });
    const { undone, sentLate } = await ledgerOf(store, name, days);
    const [ids, keys, reasons] = ['decision_id', 'customer_key', 'reason'].map((column) => textColumn(columns, column));
    for (const [row, at] of valuesOf(columns, 'send_at', 'instant').entries()) {
      const id = ids![row] ?? '';
      if (reasons![row] !== 'chosen' || Number.isNaN(at) || undone.has(id)) continue;
      sends.push({ customerKey: keys![row] as CustomerKey, at: sentLate.get(id) ?? at });
    }
  }
  return sends;
}

interface TakenEffect {
  readonly customerKey: CustomerKey;
  readonly day: Day;
  /** NaN for a choice to send nothing. */
  readonly sendAt: number;
  readonly message: string;
  readonly frequency: string | null;
}

/** Decisions of these days that were not refused in the end: by a budget, by Braze, or because it was too late. */
async function readTakenEffect(place: Place, days: { from: Day; to: Day }): Promise<TakenEffect[]> {
  const { store, agent } = place;
  const template = agent.dimensions.find((dimension) => dimension.kind === 'template');
  const frequency = cadenceDimension(agent);
  const text = (name: string) => ({ name, type: 'string' as const });
  const instant = (name: string) => ({ name, type: 'instant' as const });
  const optionColumns = [template, frequency].flatMap((each) => (each == null ? [] : [text(`option_${each.id}`)]));
  const columns = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    days,
    columns: [
      ...[text('decision_id'), text('customer_key'), text('reason')],
      ...[instant('decided_at'), instant('send_at')],
      ...optionColumns,
    ],
  });
  const { undone, sentLate } = await ledgerOf(store, agent.name, days);
  const dayOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.startedAt, run.day]));
  const [ids, keys, reasons] = ['decision_id', 'customer_key', 'reason'].map((name) => textColumn(columns, name));
  const [decidedAt, sendAt] = ['decided_at', 'send_at'].map((name) => valuesOf(columns, name, 'instant'));
  const optionOf = (id: string | undefined) => (id === undefined ? null : textColumn(columns, `option_${id}`));
  const messages = optionOf(template?.id);
  const frequencies = optionOf(frequency?.id);
  const rows = Array.from({ length: columns.rowCount }, (_, row) => row);
  return rows
    .filter((row) => reasons![row] === 'chosen' && !undone.has(ids![row] ?? ''))
    .map((row) => ({
      customerKey: keys![row] as CustomerKey,
      day: dayOf.get(decidedAt![row]!) ?? days.from,
      sendAt: sentLate.get(ids![row] ?? '') ?? sendAt![row]!,
      message: messages?.[row] ?? 'default',
      frequency: frequencies?.[row] ?? null,
    }));
}

/** Answers of these days that no run has taken over yet. What was answered counts as sent, whether it was shown or not. */
function readUntaken(place: Place, days: { from: Day; to: Day }): TakenEffect[] {
  const template = place.agent.dimensions.find((dimension) => dimension.kind === 'template');
  return untaken(place, days.from)
    .filter(({ day, row }) => day <= days.to && row['reason'] === 'chosen')
    .map(({ customerKey, day, row }) => ({
      ...{ customerKey, day, sendAt: Number(row['send_at'] ?? Number.NaN), frequency: null },
      message: String(row[`option_${template?.id}`] ?? 'default'),
    }));
}

/** A send that left this much after its instant counts for caps when it left; one that was in time, when it was due. */
const LATE_MS = 3_600_000;

interface LedgerOfDays {
  readonly undone: ReadonlySet<string>;
  /** When decisions were really sent that were sent late. */
  readonly sentLate: ReadonlyMap<string, number>;
}

async function ledgerOf(store: Store, agent: AgentName, days: { from: Day; to: Day }): Promise<LedgerOfDays> {
  const undone = new Set<string>();
  const sentLate = new Map<string, number>();
  for (let day = days.from; day <= days.to; day = addDays(day, 1)) {
    for (const { state, request, decisionIds, sendAt, updatedAt } of await batchesOf(store.state.db, agent, day)) {
      const isUndone = state === 'rejected' || state === 'not_sent';
      if (isUndone) for (const id of decisionIds) undone.add(id);
      else if (updatedAt - sendAt > LATE_MS && request !== 'file' && request !== 'api') {
        for (const id of decisionIds) sentLate.set(id, updatedAt);
      }
    }
  }
  return { undone, sentLate };
}
