import type { Operation } from '@fitly/contract/api';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { attest } from '../../preflight/preflight-agent.ts';
import { agentFileOf } from '../../workspace/agents.ts';
import type { Desk, Handlers } from '../handler.ts';
import { iso } from './iso.ts';
import { beginJob } from './jobs.ts';

type EvaluationOperation = Extract<Operation, 'evaluateAgent' | 'simulateAgent' | 'preflightAgent' | 'attest'>;

const known = ({ reading }: Desk, agent: string): Promise<void> =>
  reading((workspace) => requireAgent(workspace, agent));

export const evaluationHandlers: Handlers<EvaluationOperation> = {
  evaluateAgent: async ({ params: { agent }, body }, desk) => {
    await known(desk, agent);
    const { group = null, from = null, to = null, fix: fixed, policy: policies, agentFiles, ...rest } = body;
    // What is wrong with a text is told at once, not by the job.
    for (const { name, yaml } of agentFiles) agentFileOf(name, yaml);
    const candidates = { ...rest, fixed, policies };
    return beginJob({ kind: 'evaluate', agent, group, from, to, candidates, agentFiles }, desk);
  },
  simulateAgent: async ({ params: { agent }, body: { from = null, set, ...asked } }, desk) => {
    await known(desk, agent);
    return beginJob({ kind: 'simulate', agent, ...asked, changes: set, from }, desk);
  },
  preflightAgent: async ({ params: { agent } }, desk) => {
    await known(desk, agent);
    return beginJob({ kind: 'preflight', agent }, desk);
  },
  attest: ({ params: { agent: agentName }, body: { what } }, { writing, served, by, note }) =>
    writing(async (workspace) => {
      note({ after: { what } });
      const at = served.now();
      await attest(workspace, { agentName, what, by, at });
      return { agent: agentName, what, by, at: iso(at) };
    }),
};
