import type { Operation } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import type { Finding } from '../../doctor.ts';
import { asError } from '../../jobs/job-board.ts';
import { agentFiles, readAgentFile } from '../../workspace/agents.ts';
import { readApiKey, type Workspace } from '../../workspace/workspace.ts';
import type { Handlers } from '../handler.ts';
import { beginJob } from './jobs.ts';

export const workspaceHandlers: Handlers<Extract<Operation, 'listConnections' | 'readSettings' | 'examine'>> = {
  listConnections: (_input, { reading }) =>
    reading(async (workspace) => {
      const users = await connectionsOfAgents(workspace);
      const listed = Object.entries(workspace.file.connections).map(async ([name, connection]) => {
        const { kind, url, timeZone } = connection;
        const agents = users.filter((each) => each.connection === name).map(({ agent }) => agent);
        const hasKey = await readApiKey(workspace, connection).then(
          (key) => key !== '',
          () => false,
        );
        return { name, kind, url, timeZone, agents, hasKey };
      });
      return { items: await Promise.all(listed) };
    }),
  readSettings: (_input, { reading }) =>
    reading(async ({ file: { holdout, missedDays, arbitration } }) => ({ holdout, missedDays, arbitration })),
  examine: async (_input, desk) => {
    const { id } = beginJob({ kind: 'doctor', agent: null }, desk);
    const job = await desk.jobs.ended(id);
    if (job?.failure != null) throw asError(job.failure);
    if (job?.state !== 'done') throw cutShort();
    const { items } = job.result as { readonly items: readonly Finding[] };
    return { items: items.map(({ check, state, found, next = null }) => ({ check, state, found, next })) };
  },
};

const cutShort = (): FitlyError =>
  new FitlyError('interrupted', 'the look at the workspace was cancelled before it had ended', { next: 'ask again' });

/** A file that has mistakes names none. */
async function connectionsOfAgents({ paths }: Workspace) {
  const read = (await agentFiles(paths.agents)).map((path) =>
    readAgentFile(path).then(
      ({ agent }) => [{ agent: String(agent.name), connection: agent.delivery.connection }],
      () => [],
    ),
  );
  return (await Promise.all(read)).flat();
}
