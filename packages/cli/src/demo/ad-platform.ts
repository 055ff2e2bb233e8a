/**
 * An ad platform as the taker of recommendation files: after each run it takes the file and shows every row to its
 * customer at the row's instant; before the next it reports which ones it showed, by the import that
 * `fitly import --kind activations` does. What it took earlier it takes up again when a demo goes on.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DecisionId, Instant } from '@fitly/core/terms';
import { importActivations } from '@fitly/service';
import type { World } from '@fitly/simulator';
import { type Recommendation, readRecommendations } from './read-recommendations.ts';
import type { Bystander, Moment } from './stage.ts';
import { deliveriesOf } from './warehouse.ts';

/** What became of a row. */
interface Shown {
  readonly decisionId: DecisionId;
  readonly at: Instant;
  /** False for somebody whom nothing reaches any more. */
  readonly arrived: boolean;
}

/** Rows are reported once again on the day after: a row may be shown after the first report was written. */
const REPORTED_MS = 48 * 3_600_000;

export async function openAdPlatform(world: World, folder: string): Promise<Bystander> {
  const shown: Shown[] = [];
  // A run that was stopped after its file was written goes on, and ends, once the file has been taken up again.
  const taken = new Set<string>();
  const take = async (manifest: string): Promise<void> => {
    if (taken.has(manifest)) return;
    taken.add(manifest);
    for (const row of await readRecommendations(manifest)) shown.push(show(world, row));
  };
  for (const manifest of await manifestsIn(join(folder, 'recommendations'))) await take(manifest);
  return {
    beforeRun: (moment) => report(shown, moment),
    afterRun: ({ agent, day }) => take(join(folder, 'recommendations', agent.name, `${day}.manifest.json`)),
  };
}

function show(world: World, { externalId, decisionId, sendAt: at, values: properties }: Recommendation): Shown {
  const index = world.indexOf(externalId);
  const arrived = index >= 0 && world.receive(index, { at, properties }) !== null;
  return { decisionId, at, arrived };
}

async function report(shown: readonly Shown[], { workspace, agent, day, at: now }: Moment): Promise<void> {
  if (agent.delivery.activation !== 'import') return;
  const due = shown.filter(({ at }) => at <= now && at > now - REPORTED_MS);
  if (due.length === 0) return;
  const folder = deliveriesOf(workspace.paths.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `activations-${day}.csv`);
  const lines = due.map(
    ({ decisionId, at, arrived }) =>
      `${decisionId},${arrived ? `activated,${new Date(at).toISOString()}` : 'not_activated,'}\n`,
  );
  await writeFile(path, `decision_id,status,activated_at\n${lines.join('')}`, { mode: 0o600 });
  await importActivations({ workspace, path, now: workspace.now() });
}

/** Of all agents, in the order of days, so that each customer is shown things in the order of time. */
async function manifestsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found = names.filter((name) => name.endsWith('.manifest.json'));
  return found.sort((a, b) => (dayIn(a) < dayIn(b) ? -1 : 1)).map((name) => join(folder, name));
}

const dayIn = (path: string): string => path.slice(-'2026-01-05.manifest.json'.length);
