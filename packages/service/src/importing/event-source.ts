/**
 * Where an agent's success event comes from: the differences of Braze exports, imports, or a feed; never two of them, or it
 * would count twice. The first import, or the first such event of a feed, makes that the source. What exports brought until
 * then stays. From a feed there is a way back.
 */
import type { Agent } from '@fitly/core/design';
import type { Day, Instant } from '@fitly/core/terms';
import { type Db, getMeta, setMeta } from '@fitly/store';

export interface EventSwitch extends MayRestate {
  readonly source: 'imports' | 'feeds';
  /** Which feeds, where feeds are the source; before there were feeds of files, it was not said and was Currents. */
  readonly feed?: 'currents' | 'files';
  /** First day whose run ignores the differences of its export. */
  readonly fromDay: Day;
}

interface MayRestate {
  /** Readings of events from here on rest on another source and are to be made again by the next run; null: that was done. */
  readonly restateSince?: Instant | null;
}

/** Somebody has gone back to exports: what they told meanwhile was kept all along, so nothing is lost. */
export interface BackToExports extends MayRestate {
  readonly source: 'exports';
  /** Whether feeds may take over again. */
  readonly feedsMayTakeOver: boolean;
}

const keyOf = ({ name, success }: Agent): string => `events_from_imports:${name}:${success.event}`;

async function kept(db: Db, agent: Agent): Promise<EventSwitch | BackToExports | null> {
  const text = await getMeta(db, keyOf(agent));
  // Before there were feeds, the source was not said.
  return text === null ? null : { source: 'imports', ...(JSON.parse(text) as Pick<EventSwitch, 'fromDay'>) };
}

/** Null: the event comes from exports. */
export async function eventSwitch(db: Db, agent: Agent): Promise<EventSwitch | null> {
  const known = await kept(db, agent);
  return known?.source === 'exports' ? null : known;
}

/** Null: nobody has gone back. */
export async function backToExports(db: Db, agent: Agent): Promise<BackToExports | null> {
  const known = await kept(db, agent);
  return known?.source === 'exports' ? known : null;
}

export const saveEventSwitch = (db: Db, agent: Agent, made: EventSwitch | BackToExports): Promise<void> =>
  setMeta(db, keyOf(agent), JSON.stringify(made));

/**
 * Imports are the source from here on, or stay it. What the next run has to make again stays so; `toldSince`: earliest of what
 * was told of the programme's days, null: nothing.
 */
export async function switchToImports(
  db: Db,
  agent: Agent,
  made: EventSwitch,
  toldSince: Instant | null = null,
): Promise<void> {
  const since = [await pendingRestate(db, agent), toldSince].filter((at) => at !== null);
  await saveEventSwitch(db, agent, { ...made, restateSince: since.length === 0 ? null : Math.min(...since) });
}

/** What the next run has to make again, whatever has become the source since; null: nothing. */
export const pendingRestate = async (db: Db, agent: Agent): Promise<Instant | null> =>
  (await kept(db, agent))?.restateSince ?? null;

/** The run that makes the readings again has noted it. */
export async function settleRestate(db: Db, agent: Agent): Promise<void> {
  const known = await kept(db, agent);
  if (known !== null) await saveEventSwitch(db, agent, { ...known, restateSince: null });
}
