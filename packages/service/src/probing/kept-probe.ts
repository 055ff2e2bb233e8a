/** What a probe of an agent has found, kept with who made it and when; never to whom it was sent. */
import type { Agent } from '@fitly/core/design';
import type { ProbeVerdict } from '@fitly/core/dispatch';
import type { AgentName, Instant } from '@fitly/core/terms';
import { getMeta, type Store, setMeta } from '@fitly/store';
import { templateNames } from '../preflight/targets.ts';

export interface Probe {
  readonly by: string;
  /** By the clock of the connection. */
  readonly at: Instant;
  readonly targets: readonly ({ readonly template: string; readonly id: string } & ProbeVerdict)[];
}

type Db = Store['state']['db'];
const keyOf = (agent: AgentName): string => `probe ${agent}`;

export const keepProbe = (db: Db, { name }: Agent, probe: Probe): Promise<void> =>
  setMeta(db, keyOf(name), JSON.stringify(probe));

/** Null: never probed, or since then the agent sends through others. */
export async function readProbe(db: Db, agent: Agent): Promise<Probe | null> {
  const text = await getMeta(db, keyOf(agent.name));
  if (text === null) return null;
  const probe = JSON.parse(text) as Probe;
  const probed = new Set(probe.targets.map(({ id }) => id));
  return templateNames(agent).every((template) => probed.has(agent.delivery.ids[template] ?? '')) ? probe : null;
}
