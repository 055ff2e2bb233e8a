/**
 * One key per purpose, so that what leaks in one place says nothing about another: HKDF-SHA-256 (RFC 5869) of the master
 * key with the purpose as `info`. The same master key gives the same keys on every machine and in every version.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { asCustomerKey, type CustomerKey } from '@fitly/core/terms';
import { type ShortHmac, shortHmac } from './short-hmac.ts';

export interface Keys {
  /** 32 bytes: HMAC key that turns external ids into customer keys. */
  readonly idHash: Uint8Array;
  /** 32 bytes: AES-256 key of the sealed external ids. */
  readonly mapping: Uint8Array;
  /** The following are 128 bits as 32 lower-case hex characters, for the keyed hashes of the pure core. */
  readonly group: string;
  readonly shard: string;
  readonly due: string;
  readonly draw: string;
  readonly ticket: string;
  readonly split: string;
  readonly decisionId: string;
  readonly policy: string;
  /** 32 bytes: HMAC key of what is left of a customer who was erased. */
  readonly tombstone: Uint8Array;
  /** 32 bytes: HMAC key of names that may not be kept as they are. */
  readonly pseudonym: Uint8Array;
  /** Stored in the database, so that a database met with another key is noticed before anything is written. */
  readonly keyCheck: string;
}

export function deriveKeys(master: Uint8Array): Keys {
  const bytes = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', master, 'fitly', `fitly/1/${purpose}`, length));
  const hex = (purpose: string) => bytes(purpose, 16).toString('hex');
  return {
    idHash: bytes('id-hash', 32),
    mapping: bytes('mapping', 32),
    group: hex('group'),
    shard: hex('shard'),
    due: hex('due'),
    draw: hex('draw'),
    ticket: hex('ticket'),
    split: hex('split'),
    decisionId: hex('decision-id'),
    policy: hex('policy'),
    tombstone: bytes('tombstone', 32),
    pseudonym: bytes('pseudonym', 32),
    keyCheck: hex('key-check'),
  };
}

/** Keyed hash of an external id: the first 16 bytes of HMAC-SHA-256 as 32 hex characters. Not reversible by guessing. */
export function customerKey(keys: Keys, externalId: string): CustomerKey {
  return asCustomerKey(keyedHash(keys.idHash, externalId));
}

/** The first 16 bytes of HMAC-SHA-256 as hex. */
function keyedHash(key: Uint8Array, text: string): string {
  let own = shortHmacs.get(key);
  if (own === undefined) {
    own = shortHmac(key);
    shortHmacs.set(key, own);
  }
  return own(text) ?? createHmac('sha256', key).update(text, 'utf8').digest('hex').slice(0, 32);
}

const shortHmacs = new WeakMap<Uint8Array, ShortHmac>();

/**
 * What stays of a customer who was erased: a keyed hash of the customer key under a key of its own. It says "this one again"
 * when the same customer comes back, and leads to nothing that is stored: no table holds the customer key any more.
 */
export const tombstoneOf = (keys: Keys, key: CustomerKey): string => keyedHash(keys.tombstone, key);

/** What stands for a name that looks personal: the same for the same name, and not to be turned back. */
export const pseudonymOf = (keys: Keys, name: string): string => `pseudonym-${keyedHash(keys.pseudonym, name)}`;
