/** What would change tomorrow if these files were the agents': the next run with each and without, and what the past says it is worth. */
import { FitlyError } from '@fitly/core/errors';
import { listRuns } from '@fitly/store';
import type { DryRunAgent } from '../dry-run/dry-run.ts';
import { evaluateAgent } from '../evaluating/evaluate-agent.ts';
import type { Evaluation } from '../evaluating/evaluation.ts';
import type { AgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ProposedAgent, type ProposedFile, proposalOf, readProposal } from './propose-agents.ts';
import { type Tomorrow, tomorrowOf } from './tomorrow.ts';

/** Something that is known, or why it is not, in words. */
export type Known<T> =
  | { readonly known: T; readonly unknown: null }
  | { readonly known: null; readonly unknown: string };

export interface PlannedAgent extends ProposedAgent {
  readonly tomorrow: Known<Tomorrow>;
  /** Of the decisions made so far, had the file been the agent's: with its interval, or with the reason why there is none. */
  readonly value: Known<Evaluation>;
}

export interface AgentsPlan {
  /** As in `Proposal`. */
  readonly id: string;
  readonly agents: readonly PlannedAgent[];
}

export interface PlanAgents extends Omit<DryRunAgent, 'agentName' | 'day'> {
  readonly files: readonly AgentFile[];
}

/** Throws `agent_file_invalid` where two files are of one agent, `interrupted`. Nothing is sent, written or kept. */
export async function planAgents(options: PlanAgents): Promise<AgentsPlan> {
  const found = await readProposal(options.workspace, options.files);
  const agents: PlannedAgent[] = [];
  for (const each of found) agents.push(await plannedAgent(options, each));
  return { id: proposalOf(found).id, agents };
}

const NOTHING_CHANGES = 'the file is what the agent has already';

async function plannedAgent(options: PlanAgents, each: ProposedFile): Promise<PlannedAgent> {
  const { proposed, file } = each;
  if (proposed.kind === 'unchanged') {
    const unknown = { known: null, unknown: NOTHING_CHANGES };
    return { ...proposed, tomorrow: unknown, value: unknown };
  }
  return {
    ...proposed,
    tomorrow: await known(() => tomorrowOf(options, each)),
    value: await known(() => worthOf(options.workspace, file)),
  };
}

/** What speaks against knowing it belongs into the plan; a stop, and a mistake of our own, do not. */
async function known<T>(find: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: await find(), unknown: null };
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code === 'interrupted' || error.code === 'internal') throw error;
    const { message, issues } = error;
    return { known: null, unknown: [message, ...issues.map((issue) => `${issue.path}: ${issue.message}`)].join('; ') };
  }
}

async function worthOf(workspace: Workspace, file: AgentFile): Promise<Evaluation> {
  const agentName = file.agent.name;
  if ((await listRuns(workspace.store.state.db, agentName)).length === 0) {
    throw new FitlyError('run_not_found', 'the agent has not run yet, so there is no log to judge it from');
  }
  const nothing = { asItRan: false, uniform: false, fixed: [], policies: [], without: [], probabilities: [] };
  const candidates = { ...nothing, agentFiles: [file] };
  return evaluateAgent({ workspace, agentName, from: null, to: null, group: 'agent', candidates });
}
