/** What whoever starts a sandbox needs to know before it runs. */
import { join } from 'node:path';
import { keyOf } from './audience/hillstrom/hillstrom.ts';
import { createKeys } from './rest/keys.ts';
import { readJson } from './state/files.ts';

/** The API key of a sandbox with this seed. */
export const sandboxApiKey = (seed: string): string => createKeys(keyOf(seed)).apiKey;

export interface KeptSettings {
  readonly seed: string;
  readonly planted: boolean;
  readonly customers: number;
}

/** What the sandbox of this folder was begun with; null for a folder that has none yet. */
export function keptSettings(folder: string): KeptSettings | null {
  const kept = readJson(join(folder, 'sandbox.json'));
  if (typeof kept !== 'object' || kept === null) return null;
  const { seed, planted, customers } = kept as Partial<KeptSettings>;
  if (typeof seed !== 'string' || typeof planted !== 'boolean' || typeof customers !== 'number') return null;
  return { seed, planted, customers };
}

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
