/**
 * The marker that a send wrote to its recipients' profiles, read back by POST /users/export/ids. Braze gives custom
 * attributes as a whole only; everything but the marker is dropped here, before this function returns.
 */
import type { Marker } from '@fitly/core/ports';
import type { Caller } from '../call.ts';
import { askForProfiles } from './export/ids.ts';
import { own } from './own.ts';

const FIELDS = ['external_id', 'custom_attributes'] as const;

/** By external id; of whom the answer does not tell is absent. Throws `braze_*`. */
export async function readMarkers(
  caller: Caller,
  externalIds: readonly string[],
  attribute: string,
): Promise<ReadonlyMap<string, Marker>> {
  const { profiles, unknownIds } = await askForProfiles(caller, [...new Set(externalIds)], FIELDS);
  const markers = new Map<string, Marker>(unknownIds.map((id) => [id, { kind: 'unknown_customer' }]));
  const asked = new Set(externalIds);
  for (const profile of profiles) {
    const externalId = own(profile, 'external_id');
    if (typeof externalId !== 'string' || !asked.has(externalId)) continue;
    const value = own(own(profile, 'custom_attributes'), attribute);
    const marker: Marker = typeof value === 'string' ? { kind: 'written', value } : { kind: 'missing' };
    // Of two profiles with one id, the one that carries a marker is the one that a send has reached.
    if (markers.get(externalId)?.kind !== 'written') markers.set(externalId, marker);
  }
  return markers;
}
