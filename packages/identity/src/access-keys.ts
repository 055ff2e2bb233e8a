/** Keys of programs: 256 random bits, shown once and kept as their hash, with permissions of their own and an end if wanted. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Permission } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import type { AccessKey, IdentityTables } from './identity-tables.ts';

/** By which scanners of secrets find one that was checked in. */
const MARK = 'fitly_';
const KEY_BYTES = 32;
const SHOWN_CHARACTERS = MARK.length + 6;
/** The last use is noted once a minute at most, so that reading does not write all the time. */
const NOTED_EVERY_MS = 60_000;

export interface NewAccessKey {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly expiresAt: Instant | null;
  readonly by: string;
}

export interface AccessKeys {
  /** `secret` is the key itself; it is not kept. */
  create(key: NewAccessKey): { readonly key: AccessKey; readonly secret: string };
  list(): readonly AccessKey[];
  /** Throws `access_key_unknown`. */
  revoke(id: string): void;
  /** The key that a request brings; null: unknown, revoked or past its end. */
  find(secret: string): AccessKey | null;
}

export const looksLikeAccessKey = (token: string): boolean => token.startsWith(MARK);

export function accessKeys(tables: IdentityTables, now: () => Instant): AccessKeys {
  return {
    create({ name, permissions, expiresAt, by }) {
      const secret = `${MARK}${randomBytes(KEY_BYTES).toString('base64url')}`;
      const key = {
        ...{ id: randomUUID(), name, prefix: secret.slice(0, SHOWN_CHARACTERS), permissions },
        ...{ createdAt: now(), createdBy: by, expiresAt },
      };
      tables.addKey(key, hashOf(secret));
      return { key: { ...key, lastUsedAt: null }, secret };
    },
    list: () => tables.keys(),
    revoke(id) {
      if (tables.removeKey(id)) return;
      throw new FitlyError('access_key_unknown', `there is no access key ${id}`, {
        next: 'fitly key list shows those that there are',
      });
    },
    find(secret) {
      const key = looksLikeAccessKey(secret) ? tables.keyOf(hashOf(secret)) : null;
      if (key === null || (key.expiresAt !== null && key.expiresAt <= now())) return null;
      if (key.lastUsedAt === null || now() - key.lastUsedAt >= NOTED_EVERY_MS) tables.noteUse(key.id, now());
      return key;
    },
  };
}

/** A key has 256 random bits, so that a plain hash cannot be guessed back; a lookup by it tells nothing about others. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
