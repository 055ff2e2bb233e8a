/**
 * Whose a customer is today, where several agents of the workspace want them. Bids are those that each agent noted the day before,
 * for its whole audience, so that the order in which agents run today changes nothing; who finds a winner first notes it, and
 * that stands. Then the agent notes its own bids for tomorrow.
 */
import { contextRows, type Encoding, rowsAmongSorted } from '@fitly/core/data';
import { type ArbitrationRules, type Bid, bidRanks, lossesAfter, winnerOf } from '@fitly/core/decide';
import { decidesIn } from '@fitly/core/design';
import type { PolicyVersion } from '@fitly/core/policy';
import { type AgentName, asAgentName, type CustomerKey, type Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { agentsWithRuns, type Columns, type Store, valuesOf } from '@fitly/store';
import { arbitrationKey } from './agent-keys.ts';
import { NO_HISTORY } from './contact-history.ts';
import { type Due, type DueFacts, dueCustomers } from './due-customers.ts';
import type { RunContext } from './run-context.ts';

/** Whom the agent wanted on a day, and whose they were. */
const ARBITRATION = 'arbitration';
/** What the agent bids for the day after, and how often in a row it has lost. */
const BIDS = 'bids';
export const LOST_ARBITRATION = 'lost_arbitration';

interface ArbitrationFacts extends Pick<DueFacts, 'snapshot' | 'groups' | 'inAudience' | 'enrolledOn'> {
  readonly due: readonly Due[];
  readonly encoding: Encoding;
  readonly policyVersion: PolicyVersion;
}

export interface Arbitrated {
  readonly won: readonly Due[];
  /** Due customers of the groups that get decisions whom another agent has today. */
  readonly lost: number;
  readonly tables: readonly { readonly table: string; readonly columns: Columns }[];
}

/** Null where the workspace does not ask for it. */
export async function arbitrate(context: RunContext, facts: ArbitrationFacts): Promise<Arbitrated | null> {
  const { arbitration, agent } = context;
  if (arbitration === null) return null;
  const { due, groups, snapshot } = facts;
  const bids = await bidsFor(context);
  const winners = await winnersOf(context, arbitration, keysOf(facts, due), bids);
  const isWon = (place: number): boolean => winners[place] === agent.name;
  const isDecidedFor = ({ row }: Due): boolean => groups[row] === 'agent' || groups[row] === 'random_control';
  const asked = new Map(due.map(({ row }, place) => [snapshot.customerKeys[row]!, isWon(place)]));
  const losses = (key: CustomerKey): number =>
    lossesAfter(bids.get(agent.name)?.of(key)?.losses ?? 0, asked.get(key) ?? null);
  return {
    won: due.filter((_, place) => isWon(place)),
    lost: due.filter((each, place) => !isWon(place) && isDecidedFor(each)).length,
    tables: [
      { table: ARBITRATION, columns: winnerColumns(keysOf(facts, due), winners) },
      { table: BIDS, columns: bidsForTomorrow(context, facts, losses) },
    ],
  };
}

const keysOf = ({ snapshot }: ArbitrationFacts, due: readonly Due[]): CustomerKey[] =>
  due.map(({ row }) => snapshot.customerKeys[row]!);

type Place = Pick<RunContext, 'store' | 'agent' | 'day'>;

/** One per customer: as another agent has found it today, else by the bids; whoever asks first where nobody has bid. */
async function winnersOf(
  place: Place,
  rules: ArbitrationRules,
  customerKeys: readonly CustomerKey[],
  bids: ReadonlyMap<AgentName, StoredBids>,
): Promise<AgentName[]> {
  const { store, agent, day } = place;
  const found = await foundByOthers(place);
  const key = arbitrationKey(store);
  return customerKeys.map((customerKey) => {
    const known = found.get(customerKey);
    if (known !== undefined) return known;
    const ofCustomer = [...bids].flatMap(([name, { of }]): Bid[] => {
      const bid = of(customerKey);
      return bid === null || Number.isNaN(bid.rank) ? [] : [{ agent: name, ...bid }];
    });
    return winnerOf(ofCustomer, { key, day, customerKey }, rules) ?? agent.name;
  });
}

async function foundByOthers({ store, agent, day }: Place): Promise<ReadonlyMap<CustomerKey, AgentName>> {
  const found = new Map<CustomerKey, AgentName>();
  for (const name of await agentsWithRuns(store.state.db)) {
    if (name === agent.name) continue;
    const { keys, winners } = await readWinners(store, name, day);
    for (const [row, key] of keys.entries()) found.set(key, winners[row]!);
  }
  return found;
}

const WINNERS = [
  { name: 'customer_key', type: 'string' as const },
  { name: 'winner', type: 'string' as const },
];

async function readWinners(store: Store, agent: AgentName, day: Day) {
  const columns = await store.lake.read({ table: ARBITRATION, agent, day, columns: WINNERS });
  return {
    keys: valuesOf(columns, 'customer_key', 'string') as CustomerKey[],
    winners: valuesOf(columns, 'winner', 'string').map((name) => asAgentName(name ?? '')),
  };
}

function winnerColumns(customerKeys: readonly CustomerKey[], winners: readonly AgentName[]): Columns {
  return {
    rowCount: winners.length,
    columns: [
      { name: 'customer_key', type: 'string', values: customerKeys },
      { name: 'winner', type: 'string', values: winners },
    ],
  };
}

/** Which other agent had a customer on a day for whom this agent was due; null: none. */
export async function lostTo({ store, agent, day }: Place, key: CustomerKey): Promise<AgentName | null> {
  const { keys, winners } = await readWinners(store, agent.name, day);
  const winner = winners[keys.indexOf(key)] ?? agent.name;
  return winner === agent.name ? null : winner;
}

interface StoredBids {
  /** Null: the agent knew nothing of the customer. `rank` is NaN where it did not bid. */
  readonly of: (key: CustomerKey) => Pick<Bid, 'rank' | 'losses'> | null;
}

const BID_SPECS = [
  { name: 'customer_key', type: 'string' as const },
  { name: 'rank', type: 'float64' as const },
  { name: 'losses', type: 'float64' as const },
];

/** Of yesterday, by agent: one that did not run then bids for nobody today. */
async function bidsFor({ store, day }: Place): Promise<ReadonlyMap<AgentName, StoredBids>> {
  const bids = new Map<AgentName, StoredBids>();
  for (const name of await agentsWithRuns(store.state.db)) {
    const columns = await store.lake.read({ table: BIDS, agent: name, day: addDays(day, -1), columns: BID_SPECS });
    const [ranks, losses] = [valuesOf(columns, 'rank', 'float64'), valuesOf(columns, 'losses', 'float64')];
    const rowOf = new Map(valuesOf(columns, 'customer_key', 'string').map((key, row) => [key, row]));
    bids.set(name, {
      of: (key) => {
        const row = rowOf.get(key);
        return row === undefined ? null : { rank: ranks[row]!, losses: losses[row]! };
      },
    });
  }
  return bids;
}

/** Of everybody whom the schedule lets the agent ask for tomorrow, whatever their group, and of all whom it has lost before. */
function bidsForTomorrow(
  context: RunContext,
  facts: ArbitrationFacts,
  lossesOf: (key: CustomerKey) => number,
): Columns {
  const { agent, expressions, lifeState } = context;
  const { snapshot, encoding, policyVersion } = facts;
  const day = addDays(context.day, 1);
  const deciding = decidesIn(lifeState);
  const bidders = dueCustomers({ ...context, ...facts, day, deciding, history: NO_HISTORY }).map(({ row }) => row);
  const ranks = bidRanks({
    ...{ agent, rules: expressions.rules, encoding, policyVersion, day },
    context: contextRows(snapshot.context, bidders),
  });
  const bidderAt = rowsAmongSorted(snapshot.customerKeys, keysAt(snapshot.customerKeys, bidders));
  const rankOf = (row: number): number => ranks[bidderAt[row]!] ?? Number.NaN;
  const losses = snapshot.customerKeys.map(lossesOf);
  const rows = [...snapshot.customerKeys.keys()].filter((row) => !Number.isNaN(rankOf(row)) || losses[row]! > 0);
  return {
    rowCount: rows.length,
    columns: [
      { name: 'customer_key', type: 'string', values: keysAt(snapshot.customerKeys, rows) },
      { name: 'rank', type: 'float64', values: Float64Array.from(rows, rankOf) },
      { name: 'losses', type: 'float64', values: Float64Array.from(rows, (row) => losses[row]!) },
    ],
  };
}

const keysAt = (keys: readonly CustomerKey[], rows: readonly number[]): CustomerKey[] => rows.map((row) => keys[row]!);
