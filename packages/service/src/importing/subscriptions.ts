/** Which agents of the workspace count which event, as of when, and in which day of the lake an import of it belongs. */
import { type Agent, engagementInstant } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Instant } from '@fitly/core/terms';
import { addDays, dayOf } from '@fitly/core/time';
import { finishedSteps, listRuns, type Run } from '@fitly/store';
import { agentFiles, findAgentFile, readAgentFile } from '../workspace/agents.ts';
import { connectToRead, type Workspace } from '../workspace/workspace.ts';
import { type EventSwitch, eventSwitch } from './event-source.ts';
import { type ExportedUntil, findExportedUntil, readExportedUntil } from './exported-until.ts';

export interface Subscription {
  readonly agent: Agent;
  /** The agent's clock: against a sandbox the virtual one. */
  readonly now: Instant;
  /** When the first run began: what happened before it is no outcome. Infinite without one. */
  readonly runsSince: Instant;
  /** The day whose run takes the import in. */
  readonly day: Day;
  readonly switched: EventSwitch | null;
  /** What a first import makes of the source. */
  readonly firstSwitch: EventSwitch;
  /** Whether exports have brought this event. */
  readonly exported: boolean;
  /** Up to which event of each customer they have, once imports are the source. */
  readonly exportedUntil: ExportedUntil;
}

/** Of one agent, or of all. */
export async function subscriptions(
  workspace: Workspace,
  agentName: string | null,
  systemNow: Instant,
): Promise<Subscription[]> {
  const paths = await agentFiles(workspace.paths.agents);
  const files =
    agentName === null ? await Promise.all(paths.map(readAgentFile)) : [await findAgentFile(workspace, agentName)];
  const found: Subscription[] = [];
  for (const { agent } of files) {
    // What became of messages is told by a feed, and by nothing else.
    if (engagementInstant(agent) === null) found.push(await subscriptionOf(workspace, agent, systemNow));
  }
  return found;
}

async function subscriptionOf(workspace: Workspace, agent: Agent, systemNow: Instant): Promise<Subscription> {
  const { db } = workspace.store.state;
  const now = await timeOf(workspace, agent, systemNow);
  const runs = await listRuns(db, agent.name);
  const newest = runs.at(-1);
  const takenIn = newest === undefined ? null : await intakeOf(workspace, newest);
  const day =
    newest === undefined ? dayOf(now, agent.timeZone) : takenIn === null ? newest.day : addDays(newest.day, 1);
  const { store } = workspace;
  const switched = await eventSwitch(db, agent);
  return {
    agent,
    now,
    runsSince: runs[0]?.startedAt ?? Number.POSITIVE_INFINITY,
    day,
    switched,
    firstSwitch: { source: 'imports', fromDay: day },
    exported: await hasExported(workspace, agent),
    exportedUntil: await (switched === null
      ? findExportedUntil({ store, agent }, day)
      : readExportedUntil({ store, agent }, switched.fromDay)),
  };
}

/** When the run had taken its export in; null while it has not. */
async function intakeOf({ store }: Workspace, { agent, day }: Run): Promise<Instant | null> {
  return (await finishedSteps(store.state.db, agent, day)).get('intake')?.finishedAt ?? null;
}

async function hasExported({ store }: Workspace, agent: Agent): Promise<boolean> {
  const events = await store.lake.read({
    table: 'events',
    agent: agent.name,
    columns: [{ name: 'name', type: 'string' }],
    where: { column: 'name', equals: agent.success.event },
  });
  return events.rowCount > 0;
}

/** An event may not lie ahead of the clock by which its agent runs. */
async function timeOf(workspace: Workspace, agent: Agent, systemNow: Instant): Promise<Instant> {
  if (agent.delivery.connection === '') return systemNow;
  const { clock } = await connectToRead(workspace, agent.delivery.connection);
  try {
    return await clock.now();
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code !== 'braze_unreachable') throw error;
    throw new FitlyError(error.code, `the clock of the agent ${agent.name} does not answer: ${error.message}`, {
      next: `start the sandbox in another terminal: fitly sandbox --folder ${workspace.paths.folder}`,
      cause: error,
    });
  }
}
