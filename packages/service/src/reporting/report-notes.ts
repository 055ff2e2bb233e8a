/** What of a rehearsal is recorded and what was made up: said on every screen that shows its numbers. */
import type { Agent } from '@fitly/core/design';
import type { ReportNotes } from '@fitly/core/report';
import { getMeta, setMeta } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';

const keyFor = (agent: string): string => `report_notes:${agent}`;

/** Kept by whoever sets a rehearsal up. */
export const saveReportNotes = (workspace: Workspace, agent: string, notes: ReportNotes): Promise<void> =>
  setMeta(workspace.store.state.db, keyFor(agent), JSON.stringify(notes));

/** The kept notes; for a sandbox that nobody described, that it is one. */
export async function readReportNotes(workspace: Workspace, agent: Agent): Promise<ReportNotes> {
  const kept = await getMeta(workspace.store.state.db, keyFor(agent.name));
  if (kept !== null) return JSON.parse(kept) as ReportNotes;
  if (workspace.file.connections[agent.delivery.connection]?.kind !== 'sandbox') return { real: [], planted: [] };
  return { real: [], planted: ['Everything on this page comes from a Braze sandbox; nobody received a message.'] };
}
