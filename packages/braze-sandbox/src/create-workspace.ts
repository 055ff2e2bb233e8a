/** Builds the state of a sandbox, and plays what was written down into it. */
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Audience } from './audience/audience.ts';
import { type CatalogueDefinition, catalogueOf } from './catalogue/catalogue.ts';
import { createExportDesk } from './export/desk.ts';
import { createLineWriter } from './export/lines.ts';
import { createReceivedWriter } from './export/received.ts';
import { createFaultSwitch } from './faults/switch.ts';
import { createBuckets } from './limits/buckets.ts';
import { reactionsTo } from './reactions/reactions-to.ts';
import { apply } from './record.ts';
import type { ContentBlocks } from './render/liquid.ts';
import { deliver } from './send/deliver.ts';
import { planSchedule } from './send/fire-schedule.ts';
import { variationOf } from './send/variation.ts';
import { createAgenda } from './state/agenda.ts';
import type { Changes } from './state/changes.ts';
import type { VirtualClock } from './state/clock.ts';
import type { Journal } from './state/journal.ts';
import type { EmailTemplate } from './state/templates.ts';
import { createPeople } from './users/people.ts';
import type { Settings, Workspace } from './workspace.ts';

export interface WorkspaceParts {
  readonly key: SipKey;
  readonly startAt: Instant;
  readonly settings: Settings;
  readonly audience: Audience;
  readonly dashboard: CatalogueDefinition;
  readonly templates: readonly EmailTemplate[];
  readonly contentBlocks: ContentBlocks;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly changes: Changes;
}

export function createWorkspace(parts: WorkspaceParts): Workspace {
  const { key, startAt, settings, audience, clock, journal, changes } = parts;
  const people = createPeople(audience, key, startAt, settings.timeZone);
  const catalogue = catalogueOf(parts.dashboard, startAt);
  const reactions: Workspace['reactions'] = new Map();
  const received = createReceivedWriter({
    key,
    people,
    catalogue,
    entries: journal.entries,
    reactions: ({ seq, at }, externalId, campaign) => {
      const { channel, id: variationId } = variationOf(key, campaign, externalId);
      return reactionsTo({ seq, at, externalId, variationId, channel }, { key, settings, reactions });
    },
  });
  const lines = createLineWriter(people, received);
  const workspace: Workspace = {
    ...{ key, startAt, settings, clock, catalogue, people, journal, changes, reactions, lines },
    agenda: createAgenda(),
    contentBlocks: parts.contentBlocks,
    templates: new Map(oldestFirst(parts.templates).map((template) => [template.id, template])),
    schedules: new Map(),
    sendIds: new Map(),
    exports: createExportDesk(people, lines, clock),
    buckets: createBuckets(),
    faults: createFaultSwitch(key),
    dialect: 'classic',
    planSchedule: (schedule, now) => planSchedule(schedule, now, workspace),
  };
  // Changes first: they hold the users that sends may have reached.
  for (const change of changes.entries) apply(change, workspace);
  for (const entry of journal.entries) deliver(entry, workspace);
  runDue(workspace, clock.now());
  return workspace;
}

const oldestFirst = (templates: readonly EmailTemplate[]): readonly EmailTemplate[] =>
  [...templates].sort((a, b) => a.createdAt - b.createdAt);

/** Does everything that is due up to `now`, each at its own instant. */
export function runDue(workspace: Workspace, now: Instant): void {
  for (let item = workspace.agenda.take(now); item !== null; item = workspace.agenda.take(now)) {
    workspace.clock.advanceTo(item.at);
    item.run(item.at);
  }
}

/** Moves the clock, doing on the way what is due. False, and nothing happens, when `at` lies before now. */
export function advance(workspace: Workspace, at: Instant): boolean {
  if (at < workspace.clock.now()) return false;
  runDue(workspace, at);
  return workspace.clock.advanceTo(at);
}
