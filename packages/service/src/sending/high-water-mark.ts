/**
 * Whether the database remembers everything that has left. Where a file beside it says more, the database was restored: what may
 * have left is then put in doubt before anything is sent ("reconcile before sending").
 */
import type { AgentName, Day } from '@fitly/core/terms';
import {
  type Db,
  getMeta,
  type HighWater,
  type HighWaterFiles,
  type HighWaterRecord,
  keepHighWater,
  readHighWater,
  setMeta,
} from '@fitly/store';

const metaOf = (agent: AgentName): string => `sent_groups ${agent}`;

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

/** Once nothing that was forgotten can be sent any more, the database counts on from the mark. */
export const acknowledge = (db: Db, agent: AgentName, mark: HighWater): Promise<void> =>
  setMeta(db, metaOf(agent), String(mark.sequence));

export interface HighWaterMark {
  /** In the transaction that moves a group to "sending". */
  count(db: Db): Promise<number>;
  /** After that transaction, before the first byte. */
  raise(sequence: number): Promise<void>;
}

/** Of one run. `boundTo`: the place of the workspace. */
export function highWaterMark(
  files: HighWaterFiles,
  { boundTo, agent, day }: { readonly boundTo: string; readonly agent: AgentName; readonly day: Day },
): HighWaterMark {
  const { agents } = highestWater(files) ?? { agents: {} as HighWaterRecord['agents'] };
  return {
    async count(db) {
      const sequence = (await sequenceOf(db, agent)) + 1;
      await setMeta(db, metaOf(agent), String(sequence));
      return sequence;
    },
    raise: (sequence) => keepHighWater(files, { boundTo, agents: { ...agents, [agent]: { sequence, day } } }),
  };
}
