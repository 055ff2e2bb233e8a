import type { Encoding } from '@fitly/core/data';
import { encoding, latestEncoding, type saveEncoding } from '@fitly/store';
import type { RunContext } from './run-context.ts';

type Place = Pick<RunContext, 'store' | 'agent'>;

/** The encoding in force, or null before the first decisions. */
export async function readEncoding({ store, agent }: Place): Promise<Encoding | null> {
  const stored = await latestEncoding(store.state.db, agent.name);
  return stored === null ? null : (stored.payload as unknown as Encoding);
}

/** By which customers are told apart in figures: of the first run, so that a segment has everybody from its first day on. */
export const firstEncoding = (place: Place): Promise<Encoding | null> => readEncodingVersion(place, 1);

/** The encoding that decisions of that version were made under; null when there is none of that number. */
export async function readEncodingVersion({ store, agent }: Place, version: number): Promise<Encoding | null> {
  const stored = await encoding(store.state.db, agent.name, version);
  return stored === null ? null : (stored.payload as unknown as Encoding);
}

/** As it is saved. */
export const storedEncoding = (encoding: Encoding): Parameters<typeof saveEncoding>[2] => ({
  version: encoding.version,
  payload: JSON.parse(JSON.stringify(encoding)),
});
