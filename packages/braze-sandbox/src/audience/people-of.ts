/** Which people stand behind a sandbox: a given audience, the users of a state file, or Hillstrom's customers. */
import type { Instant } from '@fitly/core/terms';
import type { Beginning } from '../state/folder.ts';
import type { Audience } from './audience.ts';
import { createHillstrom } from './hillstrom/hillstrom.ts';
import { hillstromAudience } from './hillstrom/hillstrom-audience.ts';
import { readRows } from './hillstrom/read-rows.ts';

/** An audience, or how to make a fresh one: only then can the sandbox be reset. */
export type AudienceSource = Audience | ((startAt: Instant) => Audience);

export interface Peopling {
  readonly audience?: AudienceSource;
  readonly seed: string;
  readonly planted: boolean;
  readonly customers?: number;
  readonly datasetFile?: string;
  readonly startAt: Instant;
}

export interface Origin {
  /** What a folder remembers. */
  readonly beginning: Beginning;
  /** A fresh audience, in which nothing has happened yet. */
  readonly audienceFrom: (startAt: Instant) => Audience;
  /** False for an audience that was handed over as it is. */
  readonly canReset: boolean;
}

/** Throws `file_not_found` and `file_unreadable` for the dataset. */
export function originOf(options: Peopling): Origin {
  const { audience, seed, planted } = options;
  if (audience !== undefined) {
    const canReset = typeof audience === 'function';
    const audienceFrom = canReset ? audience : () => audience;
    const { fingerprint, size } = audienceFrom(options.startAt);
    return { beginning: { seed, dataset: fingerprint, customers: size, planted: false }, audienceFrom, canReset };
  }
  const { rows, sha256 } = readRows(options.datasetFile);
  const customers = Math.min(options.customers ?? rows.length, rows.length);
  const beginning = { seed, dataset: sha256, customers, planted };
  const fingerprint = JSON.stringify(beginning);
  const audienceFrom = (startAt: Instant): Audience =>
    hillstromAudience(createHillstrom({ rows, customers, seed, planted, startAt }), fingerprint);
  return { beginning, audienceFrom, canReset: true };
}
