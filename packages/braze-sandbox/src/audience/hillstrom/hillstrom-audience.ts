/** Hillstrom's customers as the audience of a sandbox, with the two campaigns whose e-mails the experiment sent. */
import type { Activity, Audience, EventTotal, PurchaseTotal } from '../audience.ts';
import type { Hillstrom } from './hillstrom.ts';
import type { Totals } from './history.ts';
import { attributesOf, externalIdOf, type ProfileField, profileField, TIME_ZONE } from './profile.ts';
import type { Arm } from './rows.ts';

/** The two API-triggered campaigns and the arm of the experiment that each one's e-mail is. */
export const CAMPAIGNS: ReadonlyMap<string, Exclude<Arm, 'none'>> = new Map([
  ['c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01', 'mens'],
  ['c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02', 'womens'],
]);

const PROFILE: ReadonlySet<string> = new Set<ProfileField>([
  'braze_id',
  'country',
  'email',
  'email_subscribe',
  'first_name',
  'language',
  'last_name',
  'phone',
  'random_bucket',
  'time_zone',
]);
const isProfileField = (field: string): field is ProfileField => PROFILE.has(field);

/** `fingerprint` must name data set, seed, number of customers and whether effects are planted. */
export function hillstromAudience(world: Hillstrom, fingerprint: string): Audience {
  const attributes = Array.from({ length: world.size }, (_, index) => attributesOf(world.customer(index)));
  return {
    fingerprint,
    size: world.size,
    constant: true,
    externalId: externalIdOf,
    find: world.find,
    timeZone: () => TIME_ZONE,
    profileField: (index, field) => (isProfileField(field) ? profileField(world.key, index, field) : null),
    attributes: (index) => attributes[index]!,
    totals(index, at) {
      const totals = world.totals(index, at);
      const open = world.appOpens(index, at);
      return { events: [...visitsOf(totals), { name: 'app_open', ...open }], purchases: purchasesOf(totals) };
    },
    receive(index, at, { campaignId, properties }) {
      const arm = CAMPAIGNS.get(campaignId ?? '');
      if (arm !== undefined) world.receive(index, at, arm, properties['subject_line']);
      return null;
    },
    activity: (index, from, to) => world.activity(index, from, to).map(activityOf),
  };
}

function visitsOf({ visits, firstVisitAt, lastVisitAt }: Totals): readonly EventTotal[] {
  if (firstVisitAt === null || lastVisitAt === null) return [];
  return [{ name: 'visit', count: visits, firstAt: firstVisitAt, lastAt: lastVisitAt }];
}

function purchasesOf({ purchases, firstPurchaseAt, lastPurchaseAt, revenueCents }: Totals): readonly PurchaseTotal[] {
  if (firstPurchaseAt === null || lastPurchaseAt === null) return [];
  return [{ name: 'merchandise', count: purchases, firstAt: firstPurchaseAt, lastAt: lastPurchaseAt, revenueCents }];
}

const activityOf = ({ at, cents }: { at: number; cents: number | null }): Activity =>
  cents === null ? { kind: 'event', at, name: 'visit' } : { kind: 'purchase', at, name: 'merchandise', cents };
