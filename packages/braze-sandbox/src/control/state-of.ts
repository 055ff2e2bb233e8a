/** The state of a sandbox as GET /sandbox/state shows it, or of one user. Keys are never shown. */
import { BUCKET_NAMES } from '../limits/buckets.ts';
import type { Workspace } from '../workspace.ts';

export function stateOf(workspace: Workspace, user: string | undefined): object {
  return user === undefined ? overview(workspace) : userState(workspace, user);
}

function overview(workspace: Workspace): object {
  const { catalogue, clock, schedules, templates, contentBlocks, sendIds, buckets, settings, people, dialect } =
    workspace;
  const now = clock.now();
  const { segments, campaigns, canvases } = catalogue;
  return {
    at: now,
    users: people.size(),
    settings,
    dialect,
    segments: [...segments.values()].map(({ members, ...rest }) => ({ ...rest, members: membersName(members) })),
    campaigns: [...campaigns.values()],
    canvases: [...canvases.values()],
    templates: [...templates.values()],
    contentBlocks: Object.fromEntries(contentBlocks),
    schedules: [...schedules.values()],
    sendIds: Object.fromEntries([...sendIds].map(([id, ids]) => [id, [...ids]])),
    buckets: Object.fromEntries(BUCKET_NAMES.map((bucket) => [bucket, buckets.level({ bucket }, now)])),
  };
}

function membersName(members: unknown): unknown {
  if (members instanceof Uint8Array) return 'a bit set';
  if (typeof members === 'function') return 'a predicate';
  return typeof members === 'object' && members !== null && 'externalIds' in members
    ? [...(members.externalIds as ReadonlySet<string>)]
    : members;
}

/** Everything about one user, what he was refused included. */
function userState({ people, journal, clock }: Workspace, externalId: string): object {
  const index = people.find({ kind: 'external_id', value: externalId });
  if (index < 0) return { found: false };
  const now = clock.now();
  const name = people.nameOf(index);
  const sends = journal.entries.flatMap(({ seq, at, campaignId, canvasId, recipients, skipped }) => {
    const got = recipients.some((recipient) => recipient.externalId === name);
    const reason = skipped?.find((skip) => skip.externalId === name)?.reason;
    const owner = canvasId ?? campaignId;
    return got || reason !== undefined ? [{ seq, at, owner, outcome: got ? 'received' : reason }] : [];
  });
  return {
    found: true,
    braze_id: people.brazeId(index),
    time_zone: people.timeZone(index),
    custom_attributes: people.attributes(index, now),
    custom_events: people.events(index, now),
    purchases: people.purchases(index, now),
    sends,
  };
}
