/**
 * One key per purpose, so that what leaks in one place says nothing about another: HKDF-SHA-256 (RFC 5869) of the master
 * key with the purpose as `info`. The same master key gives the same keys on every machine and in every version.
 */
import { createHmac, hkdfSync } from 'node:crypto';
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
    keyCheck: hex('key-check'),
  };
}

/** Keyed hash of an external id: the first 16 bytes of HMAC-SHA-256 as 32 hex characters. Not reversible by guessing. */
export function customerKey(keys: Keys, externalId: string): CustomerKey {
  return asCustomerKey(createHmac('sha256', keys.idHash).update(externalId, 'utf8').digest('hex').slice(0, 32));
}
