/**
 * What an erase has to do besides the transaction, and may do again after a crash: files that are not part of the lake any
 * more leave the disk at once, recommendation files are written again without whom they named, and the database gives up
 * its free pages and its log.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import { batchesOf, EXPORTED, erasedReceipts, finishErasures, listAgents, run } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { hashOfIds } from '../recommendations/manifest.ts';
import { holdsOthers, placeOf } from '../recommendations/recommendation-folder.ts';
import { writeDay } from '../recommendations/write-recommendations.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface ClearedErased {
  readonly filesRemoved: number;
  readonly recommendations: readonly string[];
}

/**
 * `tombstones`: of those whose rows are gone. Readers get no grace here: a file that holds somebody who was erased is not to be
 * read any more.
 */
export async function clearErased(workspace: Workspace, tombstones: ReadonlySet<string>): Promise<ClearedErased> {
  const { store } = workspace;
  const swept = await store.lake.sweep({ now: Number.MAX_SAFE_INTEGER, graceMs: 0, nothingStaged: true });
  const recommendations = await rewriteRecommendations(workspace);
  store.journal.scrub();
  store.decisions.scrub();
  await store.state.scrub();
  await finishErasures(store.state.db, tombstones, workspace.now());
  return { filesRemoved: swept.length, recommendations };
}

async function rewriteRecommendations(workspace: Workspace): Promise<string[]> {
  const rewritten: string[] = [];
  for (const { agent: name } of await listAgents(workspace.store.state.db)) {
    await dropLeftovers(workspace, name);
    const days = new Set((await erasedReceipts(workspace.store.state.db, name)).map(({ day }) => day));
    for (const day of days) {
      const file = await rewriteDay(workspace, name, day);
      if (file !== null) rewritten.push(file);
    }
  }
  return rewritten;
}

/** Half-written files of a process that was killed. */
async function dropLeftovers({ paths }: Workspace, agent: AgentName): Promise<void> {
  const folder = join(paths.folder, EXPORTED, agent);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => /^\..*\.tmp$/.test(each))) await rm(join(folder, name), { force: true });
}

async function rewriteDay({ store }: Workspace, name: AgentName, day: Day): Promise<string | null> {
  const claimed = await run(store.state.db, name, day);
  if (claimed === null) return null;
  const agent = await savedAgent(store, name, claimed.agentVersion);
  if (agent.delivery.mode !== 'file') return null;
  const written = (await batchesOf(store.state.db, name, day)).filter(({ state }) => state !== 'not_sent');
  const decisionIds = written.flatMap((batch) => batch.decisionIds);
  const place = placeOf(store.folder, name, day, agent.delivery.format);
  if (!(await holdsOthers(place, hashOfIds(decisionIds)))) return null;
  const { agentVersion, startedAt } = claimed;
  await writeDay({ store, agent, day, agentVersion, startedAt, tell: () => {} }, place, decisionIds);
  return `${EXPORTED}/${name}/${place.name}`;
}
