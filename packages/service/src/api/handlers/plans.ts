import type { Operation } from '@fitly/contract/api';
import { applyAgents } from '../../planning/apply-agents.ts';
import { agentFileOf } from '../../workspace/agents.ts';
import type { Handlers } from '../handler.ts';
import { beginJob } from './jobs.ts';

interface GivenFile {
  readonly name: string;
  readonly yaml: string;
}

const read = (files: readonly GivenFile[]) => files.map(({ name, yaml }) => agentFileOf(name, yaml));

export const planHandlers: Handlers<Extract<Operation, 'planAgents' | 'applyAgents'>> = {
  planAgents: async ({ body: { files } }, desk) => {
    // What is wrong with a text is told at once, not by the job.
    read(files);
    return beginJob({ kind: 'plan', agent: null, files }, desk);
  },
  applyAgents: ({ body: { files, plan, agreed } }, { writing, by, note }) =>
    writing(async (workspace) => {
      const given = read(files);
      note({ object: `agents ${given.map(({ agent }) => agent.name).join(', ')}` });
      const agents = await applyAgents(workspace, { files: given, plan, agreed, by });
      note({ after: { plan, versions: agents.map(({ agent, version }) => `${agent} ${version ?? 'draft'}`) } });
      return { agents: [...agents] };
    }),
};
