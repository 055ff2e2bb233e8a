/** What a learned policy version would have drawn from, for decisions of the log. */
import { contextRows, encodeTable } from '@fitly/core/data';
import { prepareDay } from '@fitly/core/decide';
import { type ActionSpace, type Agent, actionSpace, actionSpaceOf, sameSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { NO_ENCODING, type PolicyVersion, probabilitiesOfMany } from '@fitly/core/policy';
import type { Day } from '@fitly/core/terms';
import { kernelWinners } from '@fitly/kernel';
import { latestPolicyVersion, policyVersion, type Store } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { readEncodingVersion } from '../daily-loop/encodings.ts';
import { readPolicyVersion } from '../policy-files/read-policy-version.ts';
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
  if (stored !== null) return { version: await readPolicyVersion(stored.payload), day: stored.day };
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
  const contexts = await contextsOf(place, { own, rows, day }, version.encodingVersion);
  const space = actionSpaceOf(version.space);
  const from = pastSpace(space, actionSpace(place.agent.dimensions));
  const masks = logged.map((drawn) => maskIn(space, drawn.from, drawn.mask));
  const dear = await priced(day);
  const prices = dear === null ? null : pricesIn(space, dear);
  const batch = { space, features: contexts, masks, rows: [...masks.keys()], prices };
  const found = probabilitiesOfMany(version, batch, kernelWinners);
  return logged.map((drawn, at) => {
    const probabilities = found[at]!;
    // Where the version knows none of the eligible actions nothing is known of it: every action alike.
    if (probabilities === null) return { ...drawn, probabilities: { kind: 'uniform' } };
    return { from, mask: masks[at]!, probabilities };
  });
}

/** Rows × d under the version's encoding; none for a version that looks at none. */
async function contextsOf(
  place: Place,
  { own, rows, day }: Pick<DayRows, 'own' | 'rows' | 'day'>,
  encodingVersion: number,
): Promise<Float64Array> {
  if (encodingVersion === NO_ENCODING) return new Float64Array();
  const encoding = await readEncodingVersion(place, encodingVersion);
  if (encoding === null) {
    throw new FitlyError('database_damaged', `encoding ${encodingVersion} of ${place.agent.name} is not stored`, {
      next: 'restore the folder from a backup',
    });
  }
  const { table, tableRows } = own.contexts.get(day)!;
  const first = own.rows.findIndex((row) => row.day === day);
  return encodeTable(
    encoding,
    contextRows(
      table,
      rows.map((row) => tableRows[row - first]!),
    ),
  );
}
