/** What whoever starts a sandbox needs to know before it runs. */
import { join } from 'node:path';
import { keyOf } from './audience/hillstrom/hillstrom.ts';
import { createKeys } from './rest/keys.ts';
import { readJson } from './state/files.ts';
import type { Beginning } from './state/folder.ts';

/** The API key of a sandbox with this seed. */
export const sandboxApiKey = (seed: string): string => createKeys(keyOf(seed)).apiKey;

export interface KeptSettings {
  readonly seed: string;
  readonly planted: boolean;
  readonly customers: number;
  /** Name of the simulated world whose people stand behind it; null: Hillstrom's customers, or other people. */
  readonly world: string | null;
}

/** What the sandbox of this folder was begun with; null for a folder that has none yet. */
export function keptSettings(folder: string): KeptSettings | null {
  const kept = readJson(join(folder, 'sandbox.json'));
  if (typeof kept !== 'object' || kept === null) return null;
  const { seed, planted, customers, dataset } = kept as Partial<Beginning>;
  if (typeof seed !== 'string' || typeof planted !== 'boolean' || typeof customers !== 'number') return null;
  return { seed, planted, customers, world: worldIn(dataset) };
}

/** The fingerprint of a world's audience begins with its name. */
const worldIn = (dataset: string | undefined): string | null => /^world (\S+) /.exec(dataset ?? '')?.[1] ?? null;

/** In words for people, the same on every screen: which part of this world was recorded and which was made up. */
export function worldNotes({ planted, customers }: Pick<KeptSettings, 'planted' | 'customers'>): {
  readonly real: readonly string[];
  readonly planted: readonly string[];
} {
  return {
    real: [
      `The customers: ${new Intl.NumberFormat('en-US').format(customers)} people who bought from a shop, with what is known about them (Hillstrom 2008).`,
      'The outcomes: every visit, order and amount is the real two-week outcome of a comparable customer who, by lot, got a men’s, a women’s or no e-mail.',
    ],
    planted: [
      'When within the two weeks a visit happens; an order follows ten minutes after its visit.',
      planted
        ? 'The effect of the subject line (by new and old customers) and of the hour (by channel): up to ±10 % of the visit rate, made by drawing another real outcome.'
        : 'Nothing else: subject line and hour have no effect.',
    ],
  };
}
