/** Everything that is stored about one customer, table by table, in a form that programs and people can read. */
import { type AgentName, asCustomerKey, type CustomerKey, type Day } from '@fitly/core/terms';
import type { DecisionJournal, EventJournal } from '@fitly/store';
import { batchesOf, type Column, customerKey, customerRow, enrolmentsOf, profileAttributesOf } from '@fitly/store';
import { CUSTOMER_HISTORY, historyInDays } from '../daily-loop/history-table.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { erasedCheck } from './erased-check.ts';
import { daysOf, findHoldings, type Holdings, ownRows } from './stored-rows.ts';

type RequestedRow = ReturnType<DecisionJournal['ofCustomer']>[number];
type PostedEvent = ReturnType<EventJournal['eventsOf']>[number];

/** Column → value; instants are ISO 8601, missing values null. */
export type ExportedRow = Readonly<Record<string, string | number | boolean | null>>;

export interface ExportOfCustomer {
  /** What the id was turned into: every row below is stored under it. */
  readonly customerKey: CustomerKey;
  /** Erased before: nothing is stored, and nothing will be. */
  readonly erased: boolean;
  /** Table → its rows of this customer. Every table that holds customers is there, also without rows. */
  readonly tables: Readonly<Record<string, readonly ExportedRow[]>>;
}

export async function exportCustomer(workspace: Workspace, externalId: string): Promise<ExportOfCustomer> {
  const { store } = workspace;
  const key = asCustomerKey(customerKey(store.keys, externalId));
  const holdings = await findHoldings(store, key);
  return {
    customerKey: key,
    erased: (await erasedCheck(store))(key),
    tables: {
      ...(await stateTables(workspace, key, holdings)),
      posted_events: store.journal.eventsOf(key).map(postedRow),
      requested_decisions: store.decisions.ofCustomer(key).map(requestedRow),
      ...(await lakeTables(workspace, holdings)),
    },
  };
}

async function stateTables({ store }: Workspace, key: CustomerKey, { decisions }: Holdings) {
  const { db } = store.state;
  const known = await customerRow(db, key);
  const profiles = await profileAttributesOf(db, key);
  const batches: ExportedRow[] = [];
  for (const { agent, day } of daysOf(decisions)) batches.push(...(await ownBatches(store, { agent, day }, decisions)));
  return {
    customers:
      known === null
        ? []
        : [
            {
              external_id: 'encrypted',
              time_zone: known.timeZone,
              first_seen_at: iso(known.firstSeenAt),
              workspace_holdout: known.workspaceHoldout,
            },
          ],
    enrolments: (await enrolmentsOf(db, key)).map(({ agent, group, epoch, enrolledDay }) => ({
      agent,
      group,
      epoch,
      enrolled_day: enrolledDay,
    })),
    profile_attributes: profiles.map(({ agent, attribute, value, writtenAt }) => ({
      agent,
      attribute,
      value,
      written_at: iso(writtenAt),
    })),
    batches,
  };
}

/** As it lies in the lake once a run has taken it. */
const postedRow = ({ feed, eventId, name, at, amount, currency, fields, createdAt }: PostedEvent): ExportedRow => ({
  ...{ feed, event_id: eventId, name, at: iso(at), amount: Number.isNaN(amount) ? null : amount, currency, fields },
  created_at: createdAt === null ? null : iso(createdAt),
});

/** As it lies in the decision log once a run has taken it. */
const requestedRow = ({ agent, day, row }: RequestedRow): ExportedRow => ({
  ...{ agent, day, ...row },
  ...Object.fromEntries(
    ['decided_at', 'send_at'].map((name) => [name, row[name] == null ? null : iso(Number(row[name]))]),
  ),
});

async function ownBatches(
  { state }: Workspace['store'],
  { agent, day }: { readonly agent: AgentName; readonly day: Day },
  decisions: Holdings['decisions'],
): Promise<ExportedRow[]> {
  const ids = new Set(decisions.map(({ decisionId }) => decisionId));
  return (await batchesOf(state.db, agent, day)).flatMap((batch) =>
    batch.decisionIds
      .filter((id) => ids.has(id))
      .map((id) => ({
        ...{ agent, day, decision_id: id, request: batch.request, target_id: batch.targetId },
        ...{ send_at: iso(batch.sendAt), state: batch.state, reason: batch.reason, dispatch_id: batch.dispatchId },
      })),
  );
}

async function lakeTables({ store }: Workspace, holdings: Holdings) {
  const tables: Record<string, ExportedRow[]> = Object.fromEntries(holdings.tables.map((table) => [table, []]));
  for (const held of holdings.files) {
    const { table, agent, day } = held.file;
    const { rowCount, columns } = await ownRows(store.lake, held);
    // Agent and day are the folder in which the row lies.
    const inWords = table === CUSTOMER_HISTORY ? historyInDays : (each: ExportedRow): ExportedRow => each;
    for (let row = 0; row < rowCount; row++) {
      const cells = Object.fromEntries(columns.map((column) => [column.name, shown(column, row)]));
      tables[table]!.push({ agent, day, ...inWords(cells) });
    }
  }
  return tables;
}

function shown(column: Column, row: number): string | number | boolean | null {
  const value = column.values[row] ?? null;
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  if (column.type === 'instant') return iso(value);
  return column.type === 'boolean' ? (value > 1 ? null : value === 1) : value;
}

const iso = (at: number): string => new Date(at).toISOString();
