/**
 * A data warehouse beside the agent: before each run it delivers the success events since its last delivery, as a file, by
 * the import that `fitly import --kind events` does. Braze exports say how often an event happened, not what it carried.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import { asDay, type Day, type Instant } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { importEvents } from '@fitly/service';
import { eventFeed, type World, type WorldSpec } from '@fitly/simulator';
import type { Bystander, Moment } from './stage.ts';

/**
 * Whether Braze exports leave out what the agent counts: fields, the money of a custom event, or the event itself, since
 * whoever has done it leaves the segment and is not exported any more.
 */
export function needsWarehouse({ success: { event, fields, value } }: Agent, spec: WorldSpec): boolean {
  const leaves = spec.segments.some(({ leaveAfter }) => leaveAfter.length > 0);
  return leaves || fields.length > 0 || (event !== 'purchase' && /\bamount\b/.test(value));
}

/** Files that others bring to the workspace. */
export const deliveriesOf = (folder: string): string => join(folder, 'deliveries');

export const createWarehouse = (world: World): Bystander => ({
  beforeRun: (moment) => deliver(world, moment),
  afterRun: async () => {},
});

async function deliver(world: World, { workspace, agent, day, at }: Moment): Promise<void> {
  const folder = deliveriesOf(workspace.paths.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const from = await lastDelivery(folder, agent, day);
  const events = world.eventsBetween(from, at).filter(({ event }) => event === agent.success.event);
  // A file without one usable row is refused by the import.
  if (events.length === 0) return;
  const path = join(folder, `events-${day}.csv`);
  await writeFile(path, eventFeed(events), { mode: 0o600 });
  await importEvents({
    workspace,
    path,
    idColumn: 'external_id',
    agentName: agent.name,
    insteadOfExports: false,
    now: workspace.now(),
  });
}

/**
 * The midnight before the newest delivery of an earlier day. So deliveries overlap by some hours, as those of warehouses do:
 * an event that comes twice has the same id and counts once.
 */
async function lastDelivery(folder: string, agent: Agent, before: Day): Promise<Instant> {
  const days = (await readdir(folder)).flatMap((name) => /^events-(.{10})\.csv$/.exec(name)?.[1] ?? []);
  const last = days
    .filter((day) => day < before)
    .sort()
    .at(-1);
  return last === undefined ? Number.NEGATIVE_INFINITY : instantOf(asDay(last), '00:00', agent.timeZone);
}
