/** What is asked of Braze for an allow-list: nothing that is not needed. */
import type { AllowList } from '@fitly/core/ports';
import type { SegmentExportRequest } from '../users/export/segment.ts';

/** Profile fields without personal data that an allow-list may name like a custom attribute. */
export const PROFILE_FIELDS: ReadonlySet<string> = new Set([
  'country',
  'email_subscribe',
  'language',
  'push_subscribe',
  'random_bucket',
]);

/** Word of an allow-list that stands for purchases and revenue. */
export const PURCHASE = 'purchase';

export function requestFor(segmentId: string, allow: AllowList): SegmentExportRequest {
  return {
    segmentId,
    fields: [
      'external_id',
      'time_zone',
      ...allow.attributes.filter((name) => PROFILE_FIELDS.has(name)),
      ...(allow.events.some((name) => name !== PURCHASE) ? ['custom_events'] : []),
      ...(allow.events.includes(PURCHASE) ? ['purchases', 'total_revenue'] : []),
    ],
    customAttributes: allow.attributes.filter((name) => !PROFILE_FIELDS.has(name)),
  };
}
