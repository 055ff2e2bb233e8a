/** What a learned policy version would have drawn from, for decisions of the log. */
import { contextRows, encodeTable, type Probabilities } from '@fitly/core/data';
import { prepareDay } from '@fitly/core/decide';
import { type ActionSpace, type Agent, actionSpace, actionSpaceOf, sameSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { deserializePolicyVersion, explore, type PolicyVersion } from '@fitly/core/policy';
import type { Day } from '@fitly/core/terms';
import { kernelWinners } from '@fitly/kernel';
import { latestPolicyVersion, policyVersion, type Store } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { readEncodingVersion } from '../daily-loop/encodings.ts';
import { storedDay } from '../replay/stored-day.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Drawn, maskIn, pastSpace } from './drawn.ts';
import type { OwnLog } from './own-log.ts';

interface Place {
  readonly store: Store;
  readonly agent: Agent;
}

export interface StoredPolicy {
  readonly version: PolicyVersion;
  /** From this day on it could act: what was learned from lies before it. */
  readonly day: Day;
}

/** Throws `candidate_invalid`, naming the versions that there are. */
export async function storedPolicy({ store, agent }: Place, number: number): Promise<StoredPolicy> {
  const stored = await policyVersion(store.state.db, agent.name, number);
  if (stored !== null) return { version: deserializePolicyVersion(stored.payload), day: stored.day };
  const newest = (await latestPolicyVersion(store.state.db, agent.name))?.version ?? 0;
  const known = newest === 0 ? 'none yet' : `1 to ${newest}`;
  throw new FitlyError('candidate_invalid', `${agent.name} has no policy version ${number}; it has: ${known}`, {
    next: 'fitly explain AGENT --customer ID says which version decided on a day',
  });
}

/** As the agent drew, or would have drawn, on each day: by the version in force, and by that day's prices of scarce budgets. */
export async function drawnAsItRan(workspace: Workspace, agent: Agent, own: OwnLog): Promise<Drawn[]> {
  if (own.group === 'agent') return own.rows.map((row) => row.drawn);
  return drawnAgain({ store: workspace.store, agent }, own, {
    fixed: null,
    priced: (day) => dayPrices(workspace, agent, day),
  });
}

/** By one version for all rows, which knows nothing of prices. */
export const drawnByPolicy = (place: Place, own: OwnLog, fixed: PolicyVersion): Promise<Drawn[]> =>
  drawnAgain(place, own, { fixed, priced: () => Promise.resolve(null) });

/** By action of the day's space. */
interface Priced {
  readonly space: ActionSpace;
  readonly prices: Float64Array;
}

/** Null where no budget was scarce. */
async function dayPrices(workspace: Workspace, { name }: Agent, day: Day): Promise<Priced | null> {
  const then = await agentOf(workspace.store, name, day);
  if (then.constraints.budgets.length === 0) return null;
  const { space, budgetPlan } = prepareDay((await storedDay(workspace, name, day)).input);
  return budgetPlan.actionPrices === null ? null : { space, prices: budgetPlan.actionPrices };
}

function pricesIn(space: ActionSpace, { space: then, prices }: Priced): Float64Array {
  if (sameSpace(space, then)) return prices;
  return Float64Array.from(pastSpace(space, then).today, (action) => (action === -1 ? 0 : prices[action]!));
}

interface DrawnBy {
  /** Null: the version in force on each row's day. */
  readonly fixed: PolicyVersion | null;
  readonly priced: (day: Day) => Promise<Priced | null>;
}

async function drawnAgain(place: Place, own: OwnLog, { fixed, priced }: DrawnBy): Promise<Drawn[]> {
  const versions = new Map<number, PolicyVersion>();
  const drawn = own.rows.map((row) => row.drawn);
  for (const [number, rows] of Map.groupBy(own.rows.keys(), (row) => own.rows[row]!.policyVersion)) {
    const version = fixed ?? versions.get(number) ?? (await storedPolicy(place, number)).version;
    versions.set(number, version);
    for (const [day, ofDay] of Map.groupBy(rows, (row) => own.rows[row]!.day)) {
      const found = await drawnOnDay(place, { own, rows: ofDay, day, version, priced });
      for (const [at, row] of ofDay.entries()) drawn[row] = found[at]!;
    }
  }
  return drawn;
}

interface DayRows {
  readonly own: OwnLog;
  /** Rows of the log, all of `day`. */
  readonly rows: readonly number[];
  readonly day: Day;
  readonly version: PolicyVersion;
  readonly priced: DrawnBy['priced'];
}

async function drawnOnDay(place: Place, { own, rows, day, version, priced }: DayRows): Promise<Drawn[]> {
  const logged = rows.map((row) => own.rows[row]!.drawn);
  if (version.kind === 'uniform') return logged.map((drawn) => ({ ...drawn, probabilities: { kind: 'uniform' } }));
  const encoding = await readEncodingVersion(place, version.encodingVersion);
  if (encoding === null) {
    throw new FitlyError(
      'database_damaged',
      `encoding ${version.encodingVersion} of ${place.agent.name} is not stored`,
      {
        next: 'restore the folder from a backup',
      },
    );
  }
  const { table, tableRows } = own.contexts.get(day)!;
  const first = own.rows.findIndex((row) => row.day === day);
  const contexts = encodeTable(
    encoding,
    contextRows(
      table,
      rows.map((row) => tableRows[row - first]!),
    ),
  );
  const space = actionSpaceOf(version.space);
  const from = pastSpace(space, actionSpace(place.agent.dimensions));
  const masks = logged.map((drawn) => maskIn(space, drawn.from, drawn.mask));
  const dear = await priced(day);
  const prices = dear === null ? null : pricesIn(space, dear);
  const found = probabilitiesUnder(version, { space, contexts, masks, prices });
  return logged.map((drawn, at) => {
    const probabilities = found[at]!;
    // Where the version knows none of the eligible actions nothing is known of it: every action alike.
    if (probabilities === null) return { ...drawn, probabilities: { kind: 'uniform' } };
    return { from, mask: masks[at]!, probabilities };
  });
}

const BATCH = 1024;

/** Null where nothing is eligible. `contexts`: one row per mask, under the version's encoding. */
export function probabilitiesUnder(
  version: Extract<PolicyVersion, { kind: 'linear_draws' }>,
  given: {
    readonly space: ActionSpace;
    readonly contexts: Float64Array;
    readonly masks: readonly Uint8Array[];
    readonly prices: Float64Array | null;
  },
): (Probabilities | null)[] {
  const { space, contexts, masks, prices } = given;
  const { contextSize: d, draws, floor } = version;
  const findWinners = kernelWinners(version, space, prices);
  const found: (Probabilities | null)[] = masks.map(() => null);
  const open = [...masks.keys()].filter((row) => masks[row]!.includes(1));
  for (let from = 0; from < open.length; from += BATCH) {
    const rows = open.slice(from, from + BATCH);
    const batch = new Float64Array(rows.length * d);
    for (const [i, row] of rows.entries()) batch.set(contexts.subarray(row * d, (row + 1) * d), i * d);
    const winners = findWinners({ contexts: batch, masks: rows.map((row) => masks[row]!) });
    for (const [i, row] of rows.entries()) found[row] = explore(winners.subarray(i * draws, (i + 1) * draws), floor);
  }
  return found;
}
