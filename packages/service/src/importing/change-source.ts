/** From where an agent takes its success event, and the way back from feeds to exports and on to feeds again. */
import { type Agent, engagementInstant } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day } from '@fitly/core/terms';
import type { Db } from '@fitly/store';
import { findAgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { backToExports, type EventSwitch, eventSwitch, saveEventSwitch } from './event-source.ts';

export interface EventSourceState {
  readonly agent: string;
  readonly event: string;
  readonly source: 'exports' | 'imports' | 'currents' | 'files';
  /** First day whose run takes from there; null: from the first day on. */
  readonly fromDay: Day | null;
  /** Of exports: whether the first success event of a feed makes that the source. */
  readonly feedsMayTakeOver: boolean;
}

/** Throws `agent_unknown`. */
export async function eventSourceOf(workspace: Workspace, agentName: string): Promise<EventSourceState> {
  const { agent } = await findAgentFile(workspace, agentName);
  const { db } = workspace.store.state;
  const state = { agent: agent.name, event: agent.success.event };
  if (engagementInstant(agent) !== null) return { ...state, source: 'currents', fromDay: null, feedsMayTakeOver: true };
  const switched = await eventSwitch(db, agent);
  if (switched === null) {
    const back = await backToExports(db, agent);
    return { ...state, source: 'exports', fromDay: null, feedsMayTakeOver: back?.feedsMayTakeOver ?? true };
  }
  const source = switched.source === 'imports' ? 'imports' : (switched.feed ?? 'currents');
  return { ...state, source, fromDay: switched.fromDay, feedsMayTakeOver: switched.source === 'feeds' };
}

/** Throws `agent_unknown` or `event_source_fixed`. */
export async function changeSource(
  workspace: Workspace,
  agentName: string,
  use: 'exports' | 'feeds',
): Promise<EventSourceState> {
  const { agent } = await findAgentFile(workspace, agentName);
  await useSource(workspace.store.state.db, agent, use);
  return eventSourceOf(workspace, agentName);
}

const FROM_THE_BEGINNING = 0;

/**
 * `exports`: as if no feed had ever taken over, since exports were kept all along; the next run makes all readings again,
 * since those from before the feed took over rest on it too, from its oldest event on. `feeds`: the next success event of a
 * feed takes over, as for the first time. Never both at a time, so nothing counts twice. What has trained stays as it was.
 * Throws `event_source_fixed`.
 */
export async function useSource(db: Db, agent: Agent, use: 'exports' | 'feeds'): Promise<void> {
  const switched = await eventSwitch(db, agent);
  refuseFixed(agent, switched);
  const back = await backToExports(db, agent);
  if (use === 'exports') {
    const restateSince = switched === null ? (back?.restateSince ?? null) : FROM_THE_BEGINNING;
    await saveEventSwitch(db, agent, { source: 'exports', feedsMayTakeOver: false, restateSince });
  } else if (back !== null) await saveEventSwitch(db, agent, { ...back, feedsMayTakeOver: true });
}

function refuseFixed(agent: Agent, switched: EventSwitch | null): void {
  const { name, success } = agent;
  const next = 'leave it as it is, or start a new agent';
  if (engagementInstant(agent) !== null) {
    throw new FitlyError('event_source_fixed', `only Currents tells of ${success.event}, which ${name} counts`, {
      next,
    });
  }
  if (switched?.source !== 'imports') return;
  throw new FitlyError(
    'event_source_fixed',
    `imports are the source of ${success.event} for ${name}, and some of it exports have told of too`,
    { next },
  );
}
