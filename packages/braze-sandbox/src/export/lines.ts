/** Customers as JSON Lines. What never changes about a customer is written once and kept as text. */
import type { Instant } from '@fitly/core/terms';
import type { Audience } from '../audience/audience.ts';
import { DAY_MS } from '../audience/planted.ts';
import { attributesOf, profileField } from '../audience/profile.ts';
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
      const openings = kept.get(shape) ?? openingsOf(audience, request);
      if (kept.size >= 4 && !kept.has(shape)) kept.clear();
      kept.set(shape, openings);
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

/** Members that never change, joined by commas, without braces. */
function openingsOf(audience: Audience, { fields, attributes }: ExportRequest): readonly string[] {
  const profile = PROFILE_FIELDS.filter((field) => fields.includes(field));
  const wanted = fields.includes('custom_attributes') ? null : new Set(attributes);
  return Array.from({ length: audience.size }, (_, index) => {
    const members = profile.map((field) => `"${field}":${JSON.stringify(profileField(audience.key, index, field))}`);
    const custom = Object.entries(attributesOf(audience.customer(index))).filter(([name]) => wanted?.has(name) ?? true);
    if (custom.length > 0) members.push(`"custom_attributes":${JSON.stringify(Object.fromEntries(custom))}`);
    return members.join(',');
  });
}

/** Members that change, each with a comma before it. Empty ones are absent. */
function changing(audience: Audience, index: number, { fields }: ExportRequest, now: Instant): string {
  const totals = audience.totals(index, now);
  let text = '';
  if (fields.includes('custom_events')) {
    const open = audience.appOpens(index, now);
    const visits = summary('visit', totals.visits, totals.firstVisitAt, totals.lastVisitAt, now);
    const events = [visits, summary('app_open', open.count, open.firstAt, open.lastAt, now)].filter((s) => s !== '');
    if (events.length > 0) text += `,"custom_events":[${events.join(',')}]`;
  }
  if (fields.includes('purchases')) {
    const { purchases, firstPurchaseAt, lastPurchaseAt } = totals;
    const bought = summary('merchandise', purchases, firstPurchaseAt, lastPurchaseAt, now);
    if (bought !== '') text += `,"purchases":[${bought}]`;
  }
  if (fields.includes('total_revenue') && totals.revenueCents > 0) {
    text += `,"total_revenue":${totals.revenueCents / 100}`;
  }
  return text;
}

function summary(name: string, count: number, firstAt: Instant | null, lastAt: Instant | null, now: Instant): string {
  if (firstAt === null || lastAt === null || count === 0 || lastAt < now - RECENT_MS) return '';
  return `{"name":"${name}","first":"${iso(firstAt)}","last":"${iso(lastAt)}","count":${count}}`;
}
