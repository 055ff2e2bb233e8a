/**
 * When one profile received campaigns or entered canvases last, by POST /users/export/ids. Braze keeps that for 90 days, one instant
 * per campaign, and shows it some time after the fact. Everything else of the answer is dropped here.
 */
import type { Instant } from '@fitly/core/terms';
import type { Caller } from '../call.ts';
import { askForProfiles } from './export/ids.ts';
import { own } from './own.ts';

const FIELDS = ['external_id', 'campaigns_received', 'canvases_received'] as const;

/** By id of the campaign or canvas; one that was never received is absent. Null: Braze does not know the profile. Throws `braze_*`. */
export async function lastReceived(
  caller: Caller,
  externalId: string,
  targetIds: readonly string[],
): Promise<ReadonlyMap<string, Instant> | null> {
  const { profiles } = await askForProfiles(caller, [externalId], FIELDS);
  const profile = profiles.find((each) => own(each, 'external_id') === externalId);
  if (profile === undefined) return null;
  const entries = [
    ...entriesOf(profile, 'campaigns_received', { id: 'api_campaign_id', at: 'last_received' }),
    ...entriesOf(profile, 'canvases_received', { id: 'api_canvas_id', at: 'last_entered' }),
  ];
  return new Map(entries.filter(([id]) => targetIds.includes(id)));
}

function entriesOf(
  profile: unknown,
  field: string,
  names: { readonly id: string; readonly at: string },
): (readonly [string, Instant])[] {
  const list = own(profile, field);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => {
    const [id, text] = [own(entry, names.id), own(entry, names.at)];
    const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return typeof id === 'string' && !Number.isNaN(at) ? [[id, at] as const] : [];
  });
}
