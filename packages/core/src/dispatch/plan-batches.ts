/** Decisions → request batches, as plain data: what goes in one request, under which key, and when. No network. */
import { chosenOptions, numberColumn, type StoredDecisions, textColumn } from '../data/decision-table.ts';
import type { Agent } from '../design/agent.ts';
import { leavesThroughBraze } from '../design/leaves-through-braze.ts';
import { keyedHex } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { asDecisionId, type CustomerKey, type DecisionId, type Instant } from '../terms.ts';
import { type Address, addressOf } from './address-of.ts';
import { fateOf } from './fate-of.ts';

export interface PlannedBatch extends Address {
  /** Keyed hash of the ordered decision ids: the same recipients in the same order are the same batch. */
  readonly batchKey: string;
  readonly sendAt: Instant;
  /** 1 to 50 (to 5,000 in modes `file` and `api`), ordered by customer key. */
  readonly decisionIds: readonly DecisionId[];
  /** Null: it is to be sent. Else why it is not: such a batch goes into the ledger as not sent. */
  readonly withheld: string | null;
  /** 0-based place in the day's plan, which is ordered by send instant, target, content, `withheld`, zone and customer key. */
  readonly position: number;
}

/** Most recipients in one request. Source: Braze, POST /campaigns/trigger/send, /canvas/trigger/send and /messages/send. */
const LARGEST_BATCH = 50;
/** What is handed out has no limit; this keeps a row of the ledger below 200 kB. */
const LARGEST_HANDED_OUT = 5_000;

export interface PlanInput {
  readonly decisions: StoredDecisions;
  readonly agent: Agent;
  readonly key: SipKey;
  /** Customers to whom nothing may be sent today, with the reason. Default: nobody. */
  readonly withheld?: ReadonlyMap<CustomerKey, string>;
  /** Zones of customers who must not share a request with those of another zone. Default: everybody may. */
  readonly zones?: ReadonlyMap<CustomerKey, string>;
}

/** Recipients of requests that say the same at the same instant. */
interface RecipientGroup {
  readonly address: Address;
  /** Of the address, as text. */
  readonly content: string;
  readonly sendAt: Instant;
  readonly withheld: string | null;
  readonly zone: string;
  /** Of the decisions. */
  readonly rows: number[];
}

/**
 * The day's batches. Left out are decisions without an eligible action, decisions to send nothing, and decisions that did not
 * fit into a budget. The order of the rows does not matter. In modes `file` and `api` the send instant is that of the decision,
 * with `api` its hour: it is handed out at once, and a file says itself when each message is due. Throws `agent_file_invalid` when the delivery names
 * no target for a chosen template: then nothing is planned at all.
 */
export function planBatches(input: PlanInput): PlannedBatch[] {
  const { decisions, agent, key } = input;
  const ids = textColumn(decisions, 'decision_id');
  const customers = textColumn(decisions, 'customer_key');
  const largest = leavesThroughBraze(agent) ? LARGEST_BATCH : LARGEST_HANDED_OUT;
  const batches: PlannedBatch[] = [];
  for (const { address, sendAt, withheld, rows } of groupsOf(input).sort(compareGroups)) {
    const sorted = byCustomer(rows, customers);
    for (let from = 0; from < sorted.length; from += largest) {
      const decisionIds = sorted.slice(from, from + largest).map((row) => asDecisionId(ids[row] ?? ''));
      const batchKey = keyedHex(key, ...decisionIds);
      batches.push({ batchKey, ...address, sendAt, decisionIds, withheld, position: batches.length });
    }
  }
  return batches;
}

function groupsOf({ decisions, agent, withheld, zones }: PlanInput): RecipientGroup[] {
  const customers = textColumn(decisions, 'customer_key');
  const sendAt = numberColumn(decisions, leavesThroughBraze(agent) ? 'send_at' : 'decided_at');
  // Nearly every answer has an instant of its own, and a batch for each would be a row for each.
  const instantOf = agent.delivery.mode === 'api' ? hourOf : (at: Instant): Instant => at;
  const fate = fateOf(decisions);
  const destinationOf = destinations(agent, decisions);
  const groups: RecipientGroup[] = [];
  for (let row = 0; row < decisions.rowCount; row++) {
    if (fate(row) !== 'sent') continue;
    const destination = destinationOf(row);
    const customerKey = (customers[row] ?? '') as CustomerKey;
    const held = withheld?.get(customerKey) ?? null;
    const zone = zones?.get(customerKey) ?? '';
    const at = instantOf(sendAt[row]!);
    const ofInstant = destination.groups.get(at) ?? new Map<string, RecipientGroup>();
    destination.groups.set(at, ofInstant);
    const name = `${held} ${zone}`;
    let group = ofInstant.get(name);
    if (group === undefined) {
      const { address, content } = destination;
      group = { address, content, sendAt: at, withheld: held, zone, rows: [] };
      ofInstant.set(name, group);
      groups.push(group);
    }
    group.rows.push(row);
  }
  return groups;
}

const HOUR_MS = 3_600_000;
const hourOf = (at: Instant): Instant => Math.floor(at / HOUR_MS) * HOUR_MS;

interface Destination {
  readonly address: Address;
  readonly content: string;
  readonly groups: Map<Instant, Map<string, RecipientGroup>>;
}

const BETWEEN_OPTIONS = '\u001f';

/** Where each row goes. A day has few different choices: each is looked up once. */
function destinations(agent: Agent, decisions: StoredDecisions): (row: number) => Destination {
  const options = decisions.columns.filter(({ name }) => name.startsWith('option_')).map(({ values }) => values);
  const known = new Map<string, Destination>();
  const byAddress = new Map<string, Destination>();
  const destinationOf = (row: number): Destination => {
    const address = addressOf(agent, chosenOptions(decisions, row));
    const content = contentText(address);
    const name = JSON.stringify([address.targetId, content]);
    const destination = byAddress.get(name) ?? { address, content, groups: new Map() };
    byAddress.set(name, destination);
    return destination;
  };
  return (row) => {
    let chosen = '';
    for (const values of options) chosen += (values[row] ?? '') + BETWEEN_OPTIONS;
    let destination = known.get(chosen);
    if (destination === undefined) {
      destination = destinationOf(row);
      known.set(chosen, destination);
    }
    return destination;
  };
}

/** Logs are stored in this order; one that is not is sorted. */
function byCustomer(rows: readonly number[], customers: readonly (string | null)[]): readonly number[] {
  const keyOf = (row: number): string => customers[row] ?? '';
  const isSorted = rows.every((row, at) => at === 0 || keyOf(rows[at - 1]!) < keyOf(row));
  return isSorted ? rows : rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const contentText = ({ content }: Address): string => (content === null ? '' : JSON.stringify(content));

const compareGroups = (a: RecipientGroup, b: RecipientGroup): number =>
  a.sendAt - b.sendAt ||
  compareText(a.address.targetId, b.address.targetId) ||
  compareText(a.content, b.content) ||
  compareText(a.withheld ?? '', b.withheld ?? '') ||
  compareText(a.zone, b.zone);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
