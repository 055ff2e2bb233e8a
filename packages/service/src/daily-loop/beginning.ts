/** With what an agent begins that starts from what another one of the workspace has learned. */
import { carriedEncoding, type Encoding } from '@fitly/core/data';
import {
  type Agent,
  actionSpace,
  commonOptions,
  decisionDays,
  readSavedAgent,
  startIssues,
  startNothing,
} from '@fitly/core/design';
import { FitlyError, type Issue } from '@fitly/core/errors';
import {
  type ContestState,
  carryOver,
  inUnitsOf,
  isReadableBy,
  logisticPolicy,
  restoreLogistic,
} from '@fitly/core/learn';
import { featureLayout } from '@fitly/core/policy';
import type { AgentName, Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { latestAgent, learnerState, listAgents, type Store } from '@fitly/store';
import { BEGAN_WITH, type BeganWith } from '../reporting/began-with-notes.ts';
import { agentOf } from './agent-of.ts';
import { readEncoding } from './encodings.ts';
import type { RunContext } from './run-context.ts';

export interface Beginning {
  readonly state: ContestState;
  /** Takes the place of one that is fitted on the first day. */
  readonly encoding: Encoding;
  /** For the summary of `learn`. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Null: the agent begins with nothing. Throws `agent_file_invalid` for an agent from which it cannot begin. */
export async function beginning({ store, agent, day, snapshot }: RunContext): Promise<Beginning | null> {
  const earlier = await requireEarlier(store, agent);
  if (earlier === null) return null;
  const { context } = await snapshot.get();
  const { encoding, origins } = carriedEncoding({ attributes: agent.context, dimensions: agent.dimensions }, context, {
    attributes: earlier.agent.context,
    encoding: earlier.encoding,
  });
  const to = featureLayout(actionSpace(agent.dimensions), encoding.features.length);
  const carried = carryOver({ earlier: earlier.state, from: earlier.layout, to, contextOrigins: origins });
  const known: BeganWith = {
    agent: earlier.agent.name,
    throughDay: earlier.throughDay,
    options: commonOptions(agent, earlier.agent).reduce((sum, { options }) => sum + options, 0),
    numbers: origins.filter((origin) => origin >= 0).length,
  };
  const days = Math.max(0, dayNumber(day) - dayNumber(earlier.throughDay));
  return {
    state: logisticPolicy.forget({ state: carried, layout: to, days, learning: agent.learning }),
    encoding,
    notes: {
      [BEGAN_WITH]: JSON.stringify(known),
      ...(encoding.notes.length === 0 ? {} : { left_out: encoding.notes.join('; ') }),
    },
  };
}

interface Earlier {
  readonly agent: Agent;
  readonly throughDay: Day;
  readonly layout: ReturnType<typeof featureLayout>;
  readonly encoding: Encoding;
  /** In the units of the agent that begins. */
  readonly state: ContestState;
}

/** Null where the agent names nobody. Throws `agent_file_invalid` where what it names cannot be begun with. */
export async function requireEarlier(store: Store, agent: Agent): Promise<Earlier | null> {
  const { startFrom } = agent.learning;
  if (startFrom === null) return null;
  const { db } = store.state;
  const kept = await learnerState(db, startFrom);
  const was = kept === null ? await newestAgent(store, startFrom) : await agentOf(store, startFrom, kept.throughDay);
  const known = (await listAgents(db)).map((each) => each.agent).filter((name) => name !== agent.name);
  const issues = startIssues(agent, was, known);
  if (issues.length > 0) throw invalid(agent.name, ...issues);
  const encoding = was === null ? null : await readEncoding({ store, agent: was });
  if (was === null || kept === null || encoding === null || !isReadableBy('logistic', kept.payload)) {
    throw invalid(agent.name, startNothing(startFrom));
  }
  const layout = featureLayout(actionSpace(was.dimensions), encoding.features.length);
  const units = { horizonDays: was.success.horizonDays, decisionDays: decisionDays(was) };
  const state = inUnitsOf(restoreLogistic(kept.payload, layout, units), units.decisionDays, decisionDays(agent));
  if (!(state.n > 0)) throw invalid(agent.name, startNothing(startFrom));
  return { agent: was, throughDay: kept.throughDay, layout, encoding, state };
}

async function newestAgent(store: Store, name: AgentName): Promise<Agent | null> {
  const saved = await latestAgent(store.state.db, name);
  return saved === null ? null : readSavedAgent(saved.agentJson);
}

const invalid = (name: AgentName, ...issues: readonly Issue[]): FitlyError =>
  new FitlyError('agent_file_invalid', `${name} cannot begin with what its file names`, {
    issues,
    next: 'correct what is named above; nothing was changed',
  });
