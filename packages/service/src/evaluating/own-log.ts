/** The agent's own decision log with the rewards that have matured: what candidates are judged from. */
import { encodeTable, numberColumn, parseMask, parseProbabilities, textColumn } from '@fitly/core/data';
import { type ActionSpace, type Agent, actionSpace } from '@fitly/core/design';
import type { JudgedLog } from '@fitly/core/measure';
import type { CustomerKey, Day, DecisionId, Group } from '@fitly/core/terms';
import type { Store } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { actionsIn, contextOf, readDecisions } from '../daily-loop/decision-log.ts';
import { readEncoding } from '../daily-loop/encodings.ts';
import { type Reward, readRewards } from '../daily-loop/read-rewards.ts';
import { type Drawn, eligibleOf, type PastSpace, pastSpace, probabilitiesOf } from './drawn.ts';

interface LoggedRow {
  readonly day: Day;
  readonly decisionId: DecisionId;
  readonly customerKey: CustomerKey;
  /** In today's space. */
  readonly action: number;
  readonly propensity: number;
  readonly reward: number;
  readonly exposureDays: number;
  readonly policyVersion: number;
  readonly drawn: Drawn;
}

export interface OwnLog {
  readonly group: Group;
  readonly rows: readonly LoggedRow[];
  readonly log: JudgedLog;
  /** Decisions with rewards whose options the agent has no longer. */
  readonly outdated: number;
  /** Raw attributes by day, for rows in the order of `rows`. */
  readonly contexts: ReadonlyMap<Day, DayContext>;
}

interface DayContext {
  readonly table: ReturnType<typeof contextOf>;
  /** Row of the day's table for each of the day's rows of the log. */
  readonly tableRows: readonly number[];
}

interface Place {
  readonly store: Store;
  /** As of the newest run: its options are today's. */
  readonly agent: Agent;
}

export interface ReadOwnLog {
  readonly days: readonly Day[];
  readonly group: Group;
  /** Reward per day of exposure instead of per decision. */
  readonly perDay: boolean;
}

/** Days on which decisions were made and whose rewards are known, oldest first. */
export async function maturedDays({ store, agent }: Place, span: { from: Day | null; to: Day | null }): Promise<Day[]> {
  const files = await store.lake.files({ table: 'rewards', agent: agent.name });
  const days = [...new Set(files.map((file) => file.day))].sort();
  return days.filter((day) => (span.from === null || day >= span.from) && (span.to === null || day <= span.to));
}

/** Everything decided counts, sent or not (intention to treat); who had nothing to choose from is left out. */
export async function readOwnLog(place: Place, { days, group, perDay }: ReadOwnLog): Promise<OwnLog> {
  const space = actionSpace(place.agent.dimensions);
  const rows: LoggedRow[] = [];
  const contexts = new Map<Day, DayContext>();
  const features: Float64Array[] = [];
  const encoding = await readEncoding(place);
  const width = encoding?.features.length ?? 0;
  let outdated = 0;
  for (const day of days) {
    const found = await readDay(place, day, { group, perDay, space });
    outdated += found.outdated;
    for (const row of found.rows) rows.push(row);
    contexts.set(day, { table: found.table, tableRows: found.tableRows });
    if (encoding !== null) {
      const encoded = encodeTable(encoding, found.table);
      for (const row of found.tableRows) features.push(encoded.subarray(row * width, (row + 1) * width));
    }
  }
  const drawn = rows.map((row) => row.drawn);
  const numbers = new Map<CustomerKey, number>();
  for (const { customerKey } of rows) if (!numbers.has(customerKey)) numbers.set(customerKey, numbers.size);
  const log: JudgedLog = {
    actions: Int32Array.from(rows, (row) => row.action),
    actionCount: space.size,
    propensities: Float64Array.from(rows, (row) => row.propensity),
    rewards: Float64Array.from(rows, (row) => row.reward),
    customers: Int32Array.from(rows, (row) => numbers.get(row.customerKey)!),
    customerKeys: [...numbers.keys()],
    features: joined(features, width),
    width,
    behaviour: probabilitiesOf(drawn),
  };
  return { group, rows, log, outdated, contexts };
}

export const eligibleIn = ({ rows }: OwnLog) => eligibleOf(rows.map((row) => row.drawn));

function joined(parts: readonly Float64Array[], width: number): Float64Array {
  const all = new Float64Array(parts.length * width);
  for (const [at, part] of parts.entries()) all.set(part, at * width);
  return all;
}

async function readDay(
  { store, agent }: Place,
  day: Day,
  { group, perDay, space }: Omit<ReadOwnLog, 'days'> & { readonly space: ActionSpace },
) {
  const then = await agentOf(store, agent.name, day);
  const from = pastSpace(actionSpace(then.dimensions), space);
  const decisions = await readDecisions({ store, agent }, day);
  const rewards = await readRewards({ store, agent }, day);
  const ids = textColumn(decisions, 'decision_id');
  const keys = textColumn(decisions, 'customer_key');
  const groups = textColumn(decisions, 'group');
  const propensities = numberColumn(decisions, 'propensity');
  const versions = numberColumn(decisions, 'policy_version');
  const drawnOf = drawnReader(from, textColumn(decisions, 'mask_id'), textColumn(decisions, 'probabilities'));
  const actionOf = actionsIn(decisions, space);
  const rows: LoggedRow[] = [];
  const tableRows: number[] = [];
  let outdated = 0;
  for (let row = 0; row < decisions.rowCount; row += 1) {
    const matured = rewards.get(ids[row] ?? '');
    const reward = matured === undefined ? null : earned(matured, perDay);
    const drawn = groups[row] === group && reward !== null ? drawnOf(row) : null;
    if (drawn === null || reward === null || matured === undefined) continue;
    const action = actionOf(row);
    if (action === null) {
      outdated += 1;
      continue;
    }
    rows.push({
      day,
      decisionId: ids[row] as DecisionId,
      customerKey: keys[row] as CustomerKey,
      action,
      propensity: propensities[row]!,
      reward,
      exposureDays: matured.exposureDays,
      policyVersion: versions[row]!,
      drawn,
    });
    tableRows.push(row);
  }
  return { rows, tableRows, outdated, table: contextOf(decisions, agent.context) };
}

/** Masks repeat: each is read once. Null where nothing was eligible. */
function drawnReader(
  from: PastSpace,
  maskIds: readonly (string | null)[],
  texts: readonly (string | null)[],
): (row: number) => Drawn | null {
  const masks = new Map<string, Uint8Array>();
  return (row) => {
    const text = texts[row] ?? null;
    if (text === null) return null;
    const id = maskIds[row] ?? '';
    const mask = masks.get(id) ?? parseMask(id, from.space.size);
    masks.set(id, mask);
    return { from, mask, probabilities: parseProbabilities(text) };
  };
}

/** Per day of exposure a decision without any has no reward. */
function earned(reward: Reward, perDay: boolean): number | null {
  if (!perDay) return reward.reward;
  return reward.exposureDays > 0 ? reward.reward / reward.exposureDays : null;
}
