/**
 * A world as the people behind the Braze sandbox. The shapes are the sandbox's, stated again, since it may import this package
 * and not the other way round: what `startSandbox` takes as `audience`, `segments` and `campaigns`.
 */
import { keyedHex } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from './runtime/reactions.ts';
import { worldKey } from './runtime/streams.ts';
import type { Totals } from './runtime/totals.ts';
import type { World } from './runtime/world.ts';
import type { Channel, WorldSpec } from './world-file/world-schema.ts';

export interface SandboxPeople {
  readonly audience: SandboxAudience;
  readonly segments: readonly SandboxSegment[];
  readonly campaigns: readonly SandboxCampaign[];
}

interface SandboxSegment {
  readonly id: string;
  readonly name: string;
  readonly members: (index: number, at: Instant) => boolean;
}
interface SandboxCampaign {
  readonly id: string;
  readonly name: string;
  readonly messages: readonly { readonly id: string; readonly name: string; readonly channel: Channel }[];
}

interface SandboxAudience {
  readonly fingerprint: string;
  readonly size: number;
  readonly constant: boolean;
  externalId(index: number): string;
  find(externalId: string): number;
  timeZone(index: number): string;
  profileField(index: number, field: string, at: Instant): unknown;
  attributes(index: number, at: Instant): Readonly<Record<string, unknown>>;
  totals(index: number, at: Instant): Totals;
  receive(index: number, at: Instant, send: ReceivedSend): readonly Reaction[] | null;
  activity(index: number, from: Instant, to: Instant): readonly Activity[];
}

interface ReceivedSend {
  readonly channel: string;
  readonly campaignId: string | null;
  readonly canvasId: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}
type Activity =
  | { readonly kind: 'event'; readonly at: Instant; readonly name: string }
  | { readonly kind: 'purchase'; readonly at: Instant; readonly name: string; readonly cents: number };

/** The world's `startAt` must be the instant at which the sandbox began: the past depends on it. */
export function sandboxPeople(world: World): SandboxPeople {
  const { spec } = world;
  return {
    audience: audienceOf(world),
    segments: spec.segments.map(({ id, name }) => ({
      id,
      name,
      members: (index, at) => world.inSegment(id, index, at),
    })),
    campaigns: Object.entries(spec.campaigns).map(([name, { id, channel }]) => ({
      id,
      name: `${spec.name}: ${name}`,
      messages: [{ id: `${id}-1`, name: 'Variation 1', channel }],
    })),
  };
}

function audienceOf(world: World): SandboxAudience {
  const { spec } = world;
  const { open, click, unsubscribe } = spec.messages;
  const silent = open === undefined && click === undefined && unsubscribe === undefined;
  const nameOf = new Map(Object.entries(spec.campaigns).map(([name, { id }]) => [id, name]));
  return {
    fingerprint: fingerprintOf(world),
    size: world.size,
    constant: unsubscribe === undefined,
    externalId: world.externalId,
    find: world.indexOf,
    timeZone: world.timeZoneOf,
    profileField: (index, field, at) => (SUBSCRIPTIONS.has(field) ? subscription(world, index, at) : undefined),
    attributes: (index) => withoutMissing(world.attributesOf(index)),
    totals: world.totals,
    receive(index, at, { channel, campaignId, canvasId, properties }) {
      const campaign = nameOf.get(campaignId ?? canvasId ?? '') ?? null;
      const reactions = world.receive(index, { at, properties, channel, campaign });
      return silent ? null : (reactions ?? []);
    },
    activity: (index, from, to) =>
      world
        .eventsOf(index, from, to)
        .map(({ at, event, product, amount }) =>
          product === null
            ? { kind: 'event', at, name: event }
            : { kind: 'purchase', at, name: product, cents: Math.round((amount ?? 0) * 100) },
        ),
  };
}

/** Whoever unsubscribes in a world gets nothing more by any channel. */
const SUBSCRIPTIONS: ReadonlySet<string> = new Set(['email_subscribe', 'push_subscribe']);

const subscription = (world: World, index: number, at: Instant): string =>
  world.unsubscribedAt(index, at) === null ? 'subscribed' : 'unsubscribed';

/** A custom attribute that nobody ever set is absent from a profile. */
const withoutMissing = (attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));

/** All that the past depends on: the file's meaning, the seed, the beginning. */
const fingerprintOf = ({ spec, seed, startAt }: { spec: WorldSpec; seed: string; startAt: Instant }): string =>
  `world ${spec.name} ${keyedHex(worldKey(spec.name, seed), JSON.stringify(spec), String(startAt))}`;
