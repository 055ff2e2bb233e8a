/** Decisions → request batches, as plain data: what goes in one request, under which key, and when. No network. */
import { chosenOptions, numberColumn, type StoredDecisions, textColumn } from '../data/decision-table.ts';
import type { Agent } from '../design/agent.ts';
import { keyedHex } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { asDecisionId, type CustomerKey, type DecisionId, type Instant } from '../terms.ts';
import { type Address, addressOf } from './address-of.ts';
import { fateOf } from './fate-of.ts';

export interface PlannedBatch extends Address {
  /** Keyed hash of the ordered decision ids: the same recipients in the same order are the same batch. */
  readonly batchKey: string;
  readonly sendAt: Instant;
  /** 1 to 50 (to 5,000 in mode `file`), ordered by customer key. */
  readonly decisionIds: readonly DecisionId[];
  /** Null: it is to be sent. Else why it is not: such a batch goes into the ledger as not sent. */
  readonly withheld: string | null;
  /** 0-based place in the day's plan, which is ordered by send instant, target, content, `withheld`, zone and customer key. */
  readonly position: number;
}

/** Most recipients in one request. Source: Braze, POST /campaigns/trigger/send, /canvas/trigger/send and /messages/send. */
const LARGEST_BATCH = 50;
/** A file has no limit; this keeps a row of the ledger below 200 kB. */
const LARGEST_FILE_BATCH = 5_000;

export interface PlanInput {
  readonly decisions: StoredDecisions;
  readonly agent: Agent;
  readonly key: SipKey;
  /** Customers to whom nothing may be sent today, with the reason. Default: nobody. */
  readonly withheld?: ReadonlyMap<CustomerKey, string>;
  /** Zones of customers who must not share a request with those of another zone. Default: everybody may. */
  readonly zones?: ReadonlyMap<CustomerKey, string>;
}

interface Recipient {
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  readonly withheld: string | null;
  readonly address: Address;
  readonly sendAt: Instant;
  readonly zone: string;
}

/**
 * The day's batches. Left out are decisions without an eligible action, decisions to send nothing, and decisions that did not
 * fit into a budget. The order of the rows does not matter. In mode `file` the send instant is that of the decision: the
 * file is written at once and says itself when each message is due. Throws `agent_file_invalid` when the delivery names
 * no target for a chosen template: then nothing is planned at all.
 */
export function planBatches(input: PlanInput): PlannedBatch[] {
  const { agent, key } = input;
  const groups = new Map<string, Recipient[]>();
  for (const recipient of recipientsOf(input)) {
    const name = groupName(recipient);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [recipient]);
    else group.push(recipient);
  }
  const largest = agent.delivery.mode === 'file' ? LARGEST_FILE_BATCH : LARGEST_BATCH;
  const sorted = [...groups.values()].sort((a, b) => compareGroups(a[0]!, b[0]!));
  const chunks = sorted.flatMap((group) => inChunks(group, largest));
  return chunks.map((chunk, position) => {
    const decisionIds = chunk.map((recipient) => recipient.decisionId);
    const { address, sendAt, withheld } = chunk[0]!;
    return { batchKey: keyedHex(key, ...decisionIds), ...address, sendAt, decisionIds, withheld, position };
  });
}

function recipientsOf({ decisions, agent, withheld, zones }: PlanInput): Recipient[] {
  const ids = textColumn(decisions, 'decision_id');
  const customers = textColumn(decisions, 'customer_key');
  const sendAt = numberColumn(decisions, agent.delivery.mode === 'file' ? 'decided_at' : 'send_at');
  const fate = fateOf(decisions);
  const rows = Array.from({ length: decisions.rowCount }, (_, row) => row).filter((row) => fate(row) === 'sent');
  return rows.flatMap((row) => {
    const address = addressOf(agent, chosenOptions(decisions, row));
    if (address === null) return [];
    const customerKey = (customers[row] ?? '') as CustomerKey;
    const held = withheld?.get(customerKey) ?? null;
    const zone = zones?.get(customerKey) ?? '';
    const decisionId = asDecisionId(ids[row] ?? '');
    return [{ decisionId, customerKey, withheld: held, address, sendAt: sendAt[row]!, zone }];
  });
}

function inChunks(recipients: readonly Recipient[], largest: number): Recipient[][] {
  const sorted = recipients.toSorted((a, b) => (a.customerKey < b.customerKey ? -1 : 1));
  const count = Math.ceil(sorted.length / largest);
  return Array.from({ length: count }, (_, i) => sorted.slice(i * largest, (i + 1) * largest));
}

const groupName = ({ sendAt, address, withheld, zone }: Recipient): string =>
  JSON.stringify([sendAt, address.targetId, withheld, contentText(address), zone]);

const contentText = ({ content }: Address): string => (content === null ? '' : JSON.stringify(content));

const compareGroups = (a: Recipient, b: Recipient): number =>
  a.sendAt - b.sendAt ||
  compareText(a.address.targetId, b.address.targetId) ||
  compareText(contentText(a.address), contentText(b.address)) ||
  compareText(a.withheld ?? '', b.withheld ?? '') ||
  compareText(a.zone, b.zone);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
