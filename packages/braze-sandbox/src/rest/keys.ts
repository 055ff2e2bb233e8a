/** Who may call what. The keys of the default sandbox are derived from its seed, so that a restart knows them again. */
import { keyedHex, type SipKey } from '@fitly/core/math';

/** A permission is its endpoint's path with dots (contract §0.1). */
export const PERMISSIONS = [
  'users.track',
  'users.track.bulk',
  'users.track.sync',
  'users.delete',
  'users.export.ids',
  'users.export.segment',
  'messages.send',
  'messages.schedule.create',
  'messages.schedule.update',
  'messages.schedule.delete',
  'campaigns.trigger.send',
  'campaigns.trigger.schedule.create',
  'campaigns.trigger.schedule.update',
  'campaigns.trigger.schedule.delete',
  'campaigns.list',
  'campaigns.data_series',
  'campaigns.details',
  'canvas.trigger.send',
  'canvas.trigger.schedule.create',
  'canvas.trigger.schedule.update',
  'canvas.trigger.schedule.delete',
  'canvas.list',
  'canvas.data_series',
  'canvas.data_summary',
  'canvas.details',
  'segments.list',
  'segments.data_series',
  'segments.details',
  'templates.email.create',
  'templates.email.update',
  'templates.email.info',
  'templates.email.list',
  'sends.data_series',
  'sends.id.create',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface ApiKey {
  readonly key: string;
  readonly permissions: readonly Permission[];
}

export interface Keys {
  /** Holds every permission; with a state file, the first key of the file. */
  readonly apiKey: string;
  /** Is known, but holds no permission: for rehearsing 403. */
  readonly keyWithoutPermissions: string;
}

export interface KeyRing extends Keys {
  /** Null: the key is unknown. */
  permissionsOf(authorization: string | undefined): readonly Permission[] | null;
}

/** `listed`: the keys of a state file, which stand in for the derived one with every permission. */
export function createKeys(key: SipKey, listed: readonly ApiKey[] = []): KeyRing {
  const bare = uuid(keyedHex(key, 'bare key'));
  const usual: ApiKey = { key: uuid(keyedHex(key, 'api key')), permissions: PERMISSIONS };
  const known = listed.length > 0 ? listed : [usual];
  const ring = new Map([{ key: bare, permissions: [] }, ...known].map((entry) => [`Bearer ${entry.key}`, entry]));
  return {
    apiKey: known[0]!.key,
    keyWithoutPermissions: bare,
    permissionsOf: (authorization) => ring.get(authorization ?? '')?.permissions ?? null,
  };
}

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
