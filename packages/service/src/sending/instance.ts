/**
 * To which folder of which machine a workspace belongs. A copy (a backup beside the original, a "staging" made from production)
 * would send everything a second time: a folder that stands elsewhere than it did sends nothing until a person has said so.
 */
import { createHash, randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { FitlyError } from '@fitly/core/errors';
import type { Day } from '@fitly/core/terms';
import { getMeta, type HighWaterFiles, highWaterFiles, keepHighWater, type Store, setMeta } from '@fitly/store';
import { highestWater, isWithoutMark, marksThrough } from './high-water-mark.ts';
import { leaseMsOf } from './lease.ts';

export interface Instance {
  /** What a folder is compared by: a hash of machine and path. */
  readonly place: string;
  readonly highWater: HighWaterFiles;
  /** How long a process may send before the database has to confirm once more that the run is its own. */
  readonly leaseMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Where the state keeps the workspace's id. */
export const INSTANCE = 'instance';
const BOUND_TO = 'bound_to';

/** `mayWrite`: a workspace that has no instance yet gets one. `FITLY_INSTANCE` names a machine whose host name changes, `FITLY_LEASE_SECONDS` a shorter lease. */
export async function instanceOf(store: Store, env: Env, mayWrite: boolean): Promise<Instance> {
  let id = await getMeta(store.state.db, INSTANCE);
  if (id === null && mayWrite) {
    id = randomBytes(16).toString('hex');
    await setMeta(store.state.db, INSTANCE, id);
  }
  const place = placeOf(store.folder, env);
  return { place, highWater: highWaterFiles(store.folder, id ?? '', id === null ? {} : env), leaseMs: leaseMsOf(env) };
}

/** A hash of machine and path. */
export function placeOf(folder: string, env: Env): string {
  const machine = env['FITLY_INSTANCE'] ?? hostname();
  return createHash('sha256')
    .update(`${machine}\0${realpathSync(folder)}`)
    .digest('hex');
}

/** Binds a workspace that was never bound. Throws `instance_changed` for one that belongs elsewhere, or has lost its mark. */
export async function requireOwnPlace(store: Store, { place, highWater }: Instance): Promise<void> {
  const { db } = store.state;
  const bound = await getMeta(db, BOUND_TO);
  const outside = highestWater(highWater)?.boundTo ?? place;
  if (await isWithoutMark(db, highWater)) throw withoutMark(store, highWater);
  if (bound === null) await setMeta(db, BOUND_TO, place);
  if ((bound ?? place) === place && outside === place) return;
  throw new FitlyError(
    'instance_changed',
    `the workspace ${store.folder} was copied or moved: it last sent from another folder or machine`,
    {
      next: `if nothing sends from the former place any more, say so: fitly adopt --folder ${store.folder}`,
      fields: { folder: store.folder },
    },
  );
}

/**
 * From now on it sends from here, and the folder that it was copied from does not. `sentThrough`: what the agents planned through
 * that day may have been sent without this database knowing it. Throws `instance_changed` when the mark is missing that would tell,
 * and no day is given.
 */
export async function adoptFolder(
  store: Store,
  { place, highWater }: Instance,
  sentThrough: Day | null = null,
): Promise<void> {
  const { db } = store.state;
  if (sentThrough === null && (await isWithoutMark(db, highWater))) throw withoutMark(store, highWater);
  const agents =
    sentThrough === null ? (highestWater(highWater)?.agents ?? {}) : await marksThrough(db, highWater, sentThrough);
  await keepHighWater(highWater, { agents, boundTo: place });
  await setMeta(db, BOUND_TO, place);
}

/** Words for `fitly doctor`. Throws `instance_changed` and `database_damaged` as sending would. */
export async function examineMark({ state, folder }: Store, { highWater }: Instance): Promise<string> {
  if (await isWithoutMark(state.db, highWater)) throw withoutMark({ folder }, highWater);
  return highestWater(highWater) === null ? 'nothing was sent yet' : (highWater.outside ?? highWater.inside);
}

const withoutMark = ({ folder }: Pick<Store, 'folder'>, { inside, outside }: HighWaterFiles): FitlyError =>
  new FitlyError(
    'instance_changed',
    `no outside mark: ${folder} has sent before, and ${outside ?? inside}, which tells how far, is not there`,
    {
      next:
        'set HOME or FITLY_STATE_FOLDER as before; if the file is lost, say through which day something may have been sent ' +
        `(today, if unsure): fitly adopt --sent-through YYYY-MM-DD --folder ${folder}`,
      fields: { folder },
    },
  );
