/**
 * One key per purpose, so that what leaks in one place says nothing about another: HKDF-SHA-256 (RFC 5869) of the master
 * key with the purpose as `info`. The same master key gives the same keys on every machine and in every version.
 */
import { createHmac, hash, hkdfSync } from 'node:crypto';
import { asCustomerKey, type CustomerKey } from '@fitly/core/terms';

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
  if (text.length > LONGEST_SHORT_TEXT)
    return createHmac('sha256', key).update(text, 'utf8').digest('hex').slice(0, 32);
  let pads = padsOf.get(key);
  if (pads === undefined) {
    pads = makePads(key);
    padsOf.set(key, pads);
  }
  const { inner, outer } = pads;
  const length = inner.write(text, BLOCK, 'utf8');
  outer.set(hash('sha256', inner.subarray(0, BLOCK + length), 'buffer'), BLOCK);
  return hash('sha256', outer, 'hex').slice(0, 32);
}

/**
 * HMAC is the hash of one padded key and the hash of another and the text (RFC 2104). An object of `createHmac` for each of
 * a million ids costs more than hashing them, so the padded keys are kept, with room for a text.
 */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK = 64;
const DIGEST = 32;
const LONGEST_SHORT_TEXT = 128;
const MOST_BYTES_PER_UNIT = 3;
const padsOf = new WeakMap<Uint8Array, Pads>();

/** The key must be shorter than a block, as all of ours are. */
function makePads(key: Uint8Array): Pads {
  const inner = Buffer.alloc(BLOCK + LONGEST_SHORT_TEXT * MOST_BYTES_PER_UNIT);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let at = 0; at < BLOCK; at++) {
    const byte = key[at] ?? 0;
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  return { inner, outer };
}

/**
 * What stays of a customer who was erased: a keyed hash of the customer key under a key of its own. It says "this one again"
 * when the same customer comes back, and leads to nothing that is stored: no table holds the customer key any more.
 */
export const tombstoneOf = (keys: Keys, key: CustomerKey): string => keyedHash(keys.tombstone, key);

/** What stands for a name that looks personal: the same for the same name, and not to be turned back. */
export const pseudonymOf = (keys: Keys, name: string): string => `pseudonym-${keyedHash(keys.pseudonym, name)}`;
