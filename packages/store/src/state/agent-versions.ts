/** Every saved version of every agent file. A version is never changed; a new text is a new version. */
import type { AgentName, Instant } from '@fitly/core/terms';
import type { Selectable } from 'kysely';
import type { Db, Schema } from './schema.ts';

export interface AgentVersion {
  readonly agent: AgentName;
  /** 1, 2, 3, … */
  readonly version: number;
  /** The file as it was written, comments included. */
  readonly yaml: string;
  /** The parsed agent as JSON. */
  readonly agentJson: string;
  readonly savedAt: Instant;
  /** Who saved it; null for versions kept before this was asked. */
  readonly savedBy: string | null;
}

interface SaveAgentVersion {
  readonly agent: AgentName;
  readonly yaml: string;
  readonly agentJson: string;
  readonly at: Instant;
  readonly by: string | null;
}

/** Adds a version when the text or its meaning differs from the newest one; returns the version that now counts. */
export async function saveAgentVersion(db: Db, save: SaveAgentVersion): Promise<AgentVersion> {
  const newest = await latestAgent(db, save.agent);
  if (newest !== null && newest.yaml === save.yaml && newest.agentJson === save.agentJson) return newest;
  const row = {
    agent: save.agent,
    version: (newest?.version ?? 0) + 1,
    yaml: save.yaml,
    agent_json: save.agentJson,
    saved_at: save.at,
    saved_by: save.by,
  };
  await db.insertInto('agent_versions').values(row).execute();
  return asAgentVersion(row);
}

/** The newest version, or null for an unknown agent. */
export async function latestAgent(db: Db, agent: AgentName): Promise<AgentVersion | null> {
  const row = await db
    .selectFrom('agent_versions')
    .selectAll()
    .where('agent', '=', agent)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : asAgentVersion(row);
}

export async function agentVersion(db: Db, agent: AgentName, version: number): Promise<AgentVersion | null> {
  const row = await db
    .selectFrom('agent_versions')
    .selectAll()
    .where('agent', '=', agent)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? null : asAgentVersion(row);
}

/** Every version of an agent, oldest first. */
export async function agentVersions(db: Db, agent: AgentName): Promise<readonly AgentVersion[]> {
  const query = db.selectFrom('agent_versions').selectAll().where('agent', '=', agent);
  return (await query.orderBy('version').execute()).map(asAgentVersion);
}

/** The newest version of each agent, by name. */
export async function listAgents(db: Db): Promise<readonly AgentVersion[]> {
  const rows = await db
    .selectFrom('agent_versions as a')
    .selectAll('a')
    .where('a.version', '=', (newest) =>
      newest
        .selectFrom('agent_versions as b')
        .select(({ fn }) => fn.max('b.version').as('version'))
        .whereRef('b.agent', '=', 'a.agent'),
    )
    .orderBy('a.agent')
    .execute();
  return rows.map(asAgentVersion);
}

const asAgentVersion = (row: Selectable<Schema['agent_versions']>): AgentVersion => ({
  agent: row.agent,
  version: row.version,
  yaml: row.yaml,
  agentJson: row.agent_json,
  savedAt: row.saved_at,
  savedBy: row.saved_by,
});
