/** What happened to the programme, by the day from which on it counted. */
import type { TimelineEntry } from '@fitly/core/report';
import type { AgentName } from '@fitly/core/terms';
import { type AllocationEpoch, agentStates, type Run } from '@fitly/store';
import { readBeginning } from '../beginning/began-with.ts';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { readSendingNotes } from '../daily-loop/before-sending.ts';
import { lifeStateOf } from '../daily-loop/life-state-of.ts';
import { agentHistory } from '../lifecycle/agent-history.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readPreferenceChanges } from './preference-notes.ts';
import { sendingEvents } from './sending-notes.ts';

/** `runs`: finished ones, oldest first. A version counts from its first run on; one that never ran is not told. */
export async function readTimeline(
  workspace: Workspace,
  name: AgentName,
  { runs, epochs }: { readonly runs: readonly Run[]; readonly epochs: readonly AllocationEpoch[] },
): Promise<TimelineEntry[]> {
  const [first] = runs;
  if (first === undefined) return [];
  const agent = await savedAgent(workspace.store, name, runs.at(-1)!.agentVersion);
  const { versions } = await agentHistory(workspace, name);
  const system = { day: first.day, kind: 'system', label: 'First run', details: '' } as const;
  return [
    system,
    ...(await readBeginning(workspace.store, name)),
    ...versions.flatMap(({ version, summary }): TimelineEntry[] => {
      const from = runs.find(({ agentVersion }) => agentVersion === version);
      if (from === undefined || version === first.agentVersion) return [];
      return [{ day: from.day, kind: 'configuration', label: `Version ${version}`, details: summary }];
    }),
    ...epochs.slice(1).map(({ fromDay, shares }): TimelineEntry => {
      const details = Object.entries(shares).map(([group, share]) => `${group} ${Math.round(share * 1e6) / 1e4} %`);
      return { day: fromDay, kind: 'shares', label: 'New shares for new customers', details: details.join(', ') };
    }),
    ...(await statesIn(workspace, name, runs)),
    ...(await readPreferenceChanges(workspace.store, agent)),
    ...sendingEvents(await readSendingNotes(workspace, name, runs)),
  ];
}

/** Runs keep the state in which they were decided; the note is the newest of that state. */
async function statesIn({ store }: Workspace, name: AgentName, runs: readonly Run[]): Promise<TimelineEntry[]> {
  const states = await agentStates(store.state.db, name);
  const noteOf = (state: string): string => states.findLast((each) => each.state === state)?.note ?? '';
  let before = 'running';
  return runs.flatMap((run): TimelineEntry[] => {
    const state = lifeStateOf(run);
    if (state === before) return [];
    before = state;
    return [{ day: run.day, kind: 'state', label: state, details: noteOf(state) }];
  });
}
