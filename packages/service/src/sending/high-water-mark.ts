/**
 * Whether the database remembers everything that has left. Where a file beside it says more, the database was restored: what may
 * have left is then put in doubt before anything is sent ("reconcile before sending").
 */
import { FitlyError } from '@fitly/core/errors';
import { type AgentName, asDay, type Day } from '@fitly/core/terms';
import {
  type Db,
  deleteMeta,
  getMeta,
  type HighWater,
  type HighWaterFiles,
  type HighWaterRecord,
  keepHighWater,
  listAgents,
  metaWithPrefix,
  readHighWater,
  setMeta,
} from '@fitly/store';

const SENT_GROUPS = 'sent_groups ';
const metaOf = (agent: AgentName): string => `${SENT_GROUPS}${agent}`;

const throughOf = (agent: AgentName): string => `sent_groups_forgotten ${agent}`;
const takenUpOf = (agent: AgentName): string => `sent_groups_taken_up ${agent}`;

const latest = (a: Day, b: string | null): Day => (b !== null && b > a ? asDay(b) : a);

const sequenceOf = async (db: Db, agent: AgentName): Promise<number> => Number((await getMeta(db, metaOf(agent))) ?? 0);

/** Of both files, for each agent what says most; the place is that of the file outside, where there is one. Null: no file. */
export function highestWater({ inside, outside }: HighWaterFiles): HighWaterRecord | null {
  const near = readHighWater(inside);
  const far = outside === null ? null : readHighWater(outside);
  if (near === null || far === null) return far ?? near;
  const agents: Record<AgentName, HighWater> = { ...near.agents };
  for (const [name, mark] of Object.entries(far.agents) as [AgentName, HighWater][]) {
    if (mark.sequence > (agents[name]?.sequence ?? 0)) agents[name] = mark;
  }
  return { boundTo: far.boundTo, agents };
}

/** The mark of an agent whose database has forgotten sends; null: it remembers them all. */
export async function forgottenSends(db: Db, files: HighWaterFiles, agent: AgentName): Promise<HighWater | null> {
  const mark = highestWater(files)?.agents[agent] ?? null;
  return mark !== null && mark.sequence > (await sequenceOf(db, agent)) ? mark : null;
}

/**
 * Once per day and restored database: whether what is planned for the day may have left. The database counts on from the mark at
 * once; that later days are forgotten too is kept until they are taken up. In the transaction that puts the day in doubt.
 */
export async function takeUpForgotten(
  tx: Db,
  { agent, day }: { readonly agent: AgentName; readonly day: Day },
  mark: HighWater | null,
): Promise<boolean> {
  if (mark !== null) {
    await setMeta(tx, metaOf(agent), String(mark.sequence));
    await setMeta(tx, throughOf(agent), latest(mark.day, await getMeta(tx, throughOf(agent))));
    await deleteMeta(tx, takenUpOf(agent));
  }
  const through = await getMeta(tx, throughOf(agent));
  if (through === null || day > through || (await getMeta(tx, takenUpOf(agent))) === day) return false;
  await setMeta(tx, takenUpOf(agent), day);
  return true;
}

/** The newest day of which this database, once restored, has forgotten sends; null: it never was, or remembers them all. */
export async function forgottenThrough(db: Db, agent: AgentName): Promise<Day | null> {
  const day = await getMeta(db, throughOf(agent));
  return day === null ? null : asDay(day);
}

/** Groups were sent, and the file that would tell of later ones is not there: the database may be a restored one. */
export async function isWithoutMark(db: Db, { inside, outside }: HighWaterFiles): Promise<boolean> {
  return readHighWater(outside ?? inside) === null && (await metaWithPrefix(db, SENT_GROUPS)).length > 0;
}

/** Marks that are ahead of the database: each agent may have sent through that day what the database does not know. */
export async function marksThrough(db: Db, files: HighWaterFiles, day: Day): Promise<HighWaterRecord['agents']> {
  const agents: Record<AgentName, HighWater> = { ...highestWater(files)?.agents };
  for (const { agent } of await listAgents(db)) {
    const mark = agents[agent];
    const sequence = Math.max(mark?.sequence ?? 0, await sequenceOf(db, agent)) + 1;
    agents[agent] = { sequence, day: mark === undefined ? day : latest(day, mark.day) };
  }
  return agents;
}

export interface HighWaterMark {
  /** In the transaction that moves a group to "sending". */
  count(db: Db): Promise<number>;
  /**
   * After that transaction, before the first byte. Throws `instance_changed` when the workspace was adopted elsewhere meanwhile,
   * `run_taken_over` when another process has sent since: nothing of the group has left then.
   */
  raise(sequence: number): Promise<void>;
}

/** Of one run. `boundTo`: the place of the workspace. */
export function highWaterMark(
  files: HighWaterFiles,
  { boundTo, agent, day }: { readonly boundTo: string; readonly agent: AgentName; readonly day: Day },
): HighWaterMark {
  return {
    async count(db) {
      const sequence = (await sequenceOf(db, agent)) + 1;
      await setMeta(db, metaOf(agent), String(sequence));
      return sequence;
    },
    async raise(sequence) {
      const found = highestWater(files);
      if (found !== null && found.boundTo !== boundTo) throw adoptedElsewhere();
      const mark = found?.agents[agent];
      if (mark !== undefined && mark.sequence >= sequence) throw sentElsewhere(agent);
      const raised = { sequence, day: mark === undefined ? day : latest(day, mark.day) };
      await keepHighWater(files, { boundTo, agents: { ...found?.agents, [agent]: raised } });
    },
  };
}

const adoptedElsewhere = (): FitlyError =>
  new FitlyError('instance_changed', 'the workspace was adopted by another folder while this run was sending', {
    next: 'leave the sending to that folder; what this run had not sent yet, it does not send',
  });

const sentElsewhere = (agent: AgentName): FitlyError =>
  new FitlyError('run_taken_over', `another process has sent for ${agent} since this run began`, {
    next: 'nothing was sent twice: leave it to the other process, or stop that one and run again',
  });
