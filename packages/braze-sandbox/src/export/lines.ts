/** Customers as JSON Lines. What never changes about a customer is written once and kept as text. */
import type { Instant } from '@fitly/core/terms';
import type { Audience, EventTotal } from '../audience/audience.ts';
import { DAY_MS } from '../audience/hillstrom/planted.ts';
import { type ExportRequest, PROFILE_FIELDS } from './fields.ts';
import { iso } from './iso.ts';

/** Braze: about 5,000 users a file. */
const USERS_PER_FILE = 5_000;
/** Events and purchases that were not touched for longer are left out. */
const RECENT_MS = 90 * DAY_MS;

export interface LineWriter {
  /** One text per file of the archive, as things are at `now`. */
  files(request: ExportRequest, now: Instant): readonly string[];
}

export function createLineWriter(audience: Audience): LineWriter {
  // One shape of request is usual; a few are kept.
  const kept = new Map<string, readonly string[]>();
  return {
    files(request, now) {
      const shape = JSON.stringify([request.fields, request.attributes]);
      const openings = kept.get(shape) ?? openingsOf(audience, request, now);
      if (kept.size >= 4 && !kept.has(shape)) kept.clear();
      if (audience.constant) kept.set(shape, openings);
      const files: string[] = [];
      for (let from = 0; from < audience.size; from += USERS_PER_FILE) {
        let text = '';
        for (let index = from; index < Math.min(from + USERS_PER_FILE, audience.size); index++) {
          text += line(openings[index]!, changing(audience, index, request, now));
        }
        files.push(text);
      }
      return files;
    },
  };
}

const line = (opening: string, rest: string): string =>
  opening === '' ? `{${rest.slice(1)}}\n` : `{${opening}${rest}}\n`;

/** Profile and attributes, joined by commas, without braces. */
function openingsOf(audience: Audience, { fields, attributes }: ExportRequest, now: Instant): readonly string[] {
  const profile = PROFILE_FIELDS.filter((field) => fields.includes(field));
  const wanted = fields.includes('custom_attributes') ? null : new Set(attributes);
  return Array.from({ length: audience.size }, (_, index) => {
    const members = profile.map((field) => `"${field}":${JSON.stringify(fieldOf(audience, index, field, now))}`);
    const all = Object.entries(audience.attributes(index, now));
    const custom = all.filter(([name]) => wanted?.has(name) ?? true);
    if (custom.length > 0) members.push(`"custom_attributes":${JSON.stringify(Object.fromEntries(custom))}`);
    return members.join(',');
  });
}

const fieldOf = (audience: Audience, index: number, field: string, now: Instant): unknown =>
  field === 'external_id' ? audience.externalId(index) : (audience.profileField(index, field, now) ?? null);

/** Members that change, each with a comma before it. Empty ones are absent. */
function changing(audience: Audience, index: number, { fields }: ExportRequest, now: Instant): string {
  const { events, purchases } = audience.totals(index, now);
  let text = '';
  if (fields.includes('custom_events')) text += listOf('custom_events', events, now);
  if (fields.includes('purchases')) text += listOf('purchases', purchases, now);
  if (fields.includes('total_revenue')) {
    const cents = purchases.reduce((sum, { revenueCents }) => sum + revenueCents, 0);
    if (cents > 0) text += `,"total_revenue":${cents / 100}`;
  }
  return text;
}

function listOf(member: string, totals: readonly EventTotal[], now: Instant): string {
  const recent = totals.filter(({ lastAt }) => lastAt >= now - RECENT_MS);
  return recent.length === 0 ? '' : `,"${member}":[${recent.map(summary).join(',')}]`;
}

const summary = ({ name, count, firstAt, lastAt }: EventTotal): string =>
  `{"name":${JSON.stringify(name)},"first":"${iso(firstAt)}","last":"${iso(lastAt)}","count":${count}}`;
