/** The keys of a sandbox: derived from its seed, so that a restart knows them again. They protect nothing real. */
import { keyedHex, type SipKey } from '@fitly/core/math';

const PERMISSIONS = ['users.export.segment', 'campaigns.trigger.send'] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Keys {
  /** Holds every permission. */
  readonly apiKey: string;
  /** Is known, but holds no permission: for rehearsing 403. */
  readonly keyWithoutPermissions: string;
}

export function createKeys(key: SipKey): Keys {
  return { apiKey: uuid(keyedHex(key, 'api key')), keyWithoutPermissions: uuid(keyedHex(key, 'bare key')) };
}

/** `null`: the key is unknown. */
export function permissionsOf(authorization: string | undefined, keys: Keys): readonly Permission[] | null {
  if (authorization === `Bearer ${keys.apiKey}`) return PERMISSIONS;
  return authorization === `Bearer ${keys.keyWithoutPermissions}` ? [] : null;
}

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
