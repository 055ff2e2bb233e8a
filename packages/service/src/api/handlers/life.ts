import type { Operation } from '@fitly/contract/api';
import type { LifeMove } from '@fitly/core/design';
import { asAgentName } from '@fitly/core/terms';
import { agentHistory } from '../../lifecycle/agent-history.ts';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { type MovedAgent, moveAgent } from '../../lifecycle/life-state.ts';
import { startAgent } from '../../lifecycle/start-agent.ts';
import type { Desk, Handlers } from '../handler.ts';
import { iso } from './iso.ts';

type LifeOperation = Extract<Operation, 'startAgent' | 'pauseAgent' | 'resumeAgent' | 'stopAgent' | 'readHistory'>;

function told(desk: Desk, { from, state, at, by, note }: MovedAgent) {
  desk.note({ before: { state: from }, after: { state } });
  return { from, state, at: iso(at), by, note };
}

interface Asked {
  readonly params: { readonly agent: string };
  readonly body: { readonly note: string | null };
}

const move =
  (move: Exclude<LifeMove, 'start'>) =>
  ({ params, body: { note } }: Asked, desk: Desk) =>
    desk.writingBeside(async (workspace) => {
      await requireAgent(workspace, params.agent);
      const { by } = desk;
      return told(desk, await moveAgent(workspace, { agent: asAgentName(params.agent), move, by, note }));
    });

export const lifeHandlers: Handlers<LifeOperation> = {
  startAgent: ({ params, body: { note } }, desk) =>
    desk.writing(async (workspace) =>
      told(desk, await startAgent(workspace, { agentName: params.agent, by: desk.by, note })),
    ),
  pauseAgent: move('pause'),
  resumeAgent: move('resume'),
  stopAgent: move('stop'),
  readHistory: ({ params }, { reading }) =>
    reading(async (workspace) => {
      const { state, states } = await agentHistory(workspace, params.agent);
      return { state, states: states.map((each) => ({ ...each, at: iso(each.at) })) };
    }),
};
