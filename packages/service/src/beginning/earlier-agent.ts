/** What another agent of the workspace has learned, as an agent that begins with it reads it. */
import { type Agent, actionSpace, decisionDays, readSavedAgent, startIssues, startNothing } from '@fitly/core/design';
import { inUnitsOf, isReadableBy, restoreLogistic } from '@fitly/core/learn';
import { featureLayout } from '@fitly/core/policy';
import type { AgentName } from '@fitly/core/terms';
import { latestAgent, learnerState, listAgents, type Store } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { readEncoding } from '../daily-loop/encodings.ts';
import type { Earlier } from './earlier.ts';
import { invalidStart } from './invalid-start.ts';

/** Throws `agent_file_invalid` where what it names cannot be begun with. */
export async function earlierAgent(store: Store, agent: Agent, name: AgentName): Promise<Earlier> {
  const { db } = store.state;
  const kept = await learnerState(db, name);
  const was = kept === null ? await newestAgent(store, name) : await agentOf(store, name, kept.throughDay);
  const known = (await listAgents(db)).map((each) => each.agent).filter((other) => other !== agent.name);
  const issues = startIssues(agent, was, known);
  if (issues.length > 0) throw invalidStart(agent.name, ...issues);
  const encoding = was === null ? null : await readEncoding({ store, agent: was });
  if (was === null || kept === null || encoding === null || !isReadableBy('logistic', kept.payload)) {
    throw invalidStart(agent.name, startNothing(name));
  }
  const layout = featureLayout(actionSpace(was.dimensions), encoding.features.length);
  const units = { horizonDays: was.success.horizonDays, decisionDays: decisionDays(was) };
  const state = inUnitsOf(restoreLogistic(kept.payload, layout, units), units.decisionDays, decisionDays(agent));
  if (!(state.n > 0)) throw invalidStart(agent.name, startNothing(name));
  const { throughDay } = kept;
  const source = { agent: was.name, throughDay };
  return { attributes: was.context, dimensions: was.dimensions, throughDay, layout, encoding, state, source };
}

async function newestAgent(store: Store, name: AgentName): Promise<Agent | null> {
  const saved = await latestAgent(store.state.db, name);
  return saved === null ? null : readSavedAgent(saved.agentJson);
}
