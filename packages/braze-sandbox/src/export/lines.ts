/** Users as JSON Lines. The text of what never changes about a customer is kept from export to export. */
import type { Instant } from '@fitly/core/terms';
import type { EventTotal } from '../audience/audience.ts';
import type { People } from '../users/people.ts';
import { type ExportField, type ExportRequest, PROFILE_FIELDS } from './fields.ts';
import { iso } from './iso.ts';
import type { ReceivedWriter } from './received.ts';

/** Events, purchases and messages that were not touched for longer are left out (contract §1.2, 6). */
const RECENT_MS = 90 * 86_400_000;

export interface LineWriter {
  /** One user per line, as things are at `now`; users of a request in any order. */
  lines(request: ExportRequest, indexes: Iterable<number>, now: Instant): Generator<string>;
}

export function createLineWriter(people: People, received: ReceivedWriter): LineWriter {
  // One shape of request is usual; a few are kept.
  const kept = new Map<string, (string | undefined)[]>();
  const openingsFor = (request: ExportRequest): (string | undefined)[] => {
    const shape = JSON.stringify([request.fields, request.attributes]);
    const openings = kept.get(shape) ?? [];
    if (kept.size >= 4 && !kept.has(shape)) kept.clear();
    kept.set(shape, openings);
    return openings;
  };
  const { audience } = people;
  return {
    *lines(request, indexes, now) {
      const openings = openingsFor(request);
      for (const index of indexes) {
        const written = people.written(index);
        const given = index < audience.size && audience.constant;
        const asGiven = written === null || (written.fields === null && written.attributes.size === 0);
        const isKept = given && asGiven && (written === null || written.aliases.length === 0);
        const opening = (isKept ? openings[index] : undefined) ?? openingOf(people, index, request, now);
        if (isKept) openings[index] = opening;
        yield line(opening, changing(people, received, index, request.fields, now));
      }
    },
  };
}

const line = (opening: string, rest: string): string =>
  opening === '' ? `{${rest.slice(1)}}\n` : `{${opening}${rest}}\n`;

/** Profile and attributes, joined by commas, without braces. Empty ones are absent. */
function openingOf(people: People, index: number, { fields, attributes }: ExportRequest, now: Instant): string {
  const members: string[] = [];
  for (const field of PROFILE_FIELDS) {
    const value = fields.includes(field) ? fieldOf(people, index, field, now) : undefined;
    if (value !== undefined) members.push(`"${field}":${JSON.stringify(value)}`);
  }
  const all = Object.entries(people.attributes(index, now));
  const wanted = fields.includes('custom_attributes') ? null : new Set(attributes);
  const custom = wanted === null ? all : all.filter(([name]) => wanted.has(name));
  if (custom.length > 0) members.push(`"custom_attributes":${JSON.stringify(Object.fromEntries(custom))}`);
  return members.join(',');
}

function fieldOf(people: People, index: number, field: ExportField, now: Instant): unknown {
  if (field === 'external_id') return people.externalId(index) ?? undefined;
  if (field === 'braze_id') return people.brazeId(index);
  if (field !== 'user_aliases') return people.field(index, field, now);
  const aliases = people.written(index)?.aliases ?? [];
  return aliases.length > 0 ? aliases : undefined;
}

/** Members that change, each with a comma before it. */
function changing(
  people: People,
  received: ReceivedWriter,
  index: number,
  fields: readonly ExportField[],
  now: Instant,
): string {
  let text = '';
  if (fields.includes('custom_events')) text += listOf('custom_events', people.events(index, now), now);
  if (fields.includes('purchases') || fields.includes('total_revenue')) {
    const purchases = people.purchases(index, now);
    if (fields.includes('purchases')) text += listOf('purchases', purchases, now);
    const cents = purchases.reduce((sum, { revenueCents }) => sum + revenueCents, 0);
    if (fields.includes('total_revenue') && cents > 0) text += `,"total_revenue":${cents / 100}`;
  }
  if (fields.includes('campaigns_received')) text += member('campaigns_received', received.campaigns(index, now));
  if (fields.includes('canvases_received')) text += member('canvases_received', received.canvases(index, now));
  return text;
}

const member = (name: string, list: readonly unknown[]): string =>
  list.length === 0 ? '' : `,"${name}":${JSON.stringify(list)}`;

function listOf(name: string, totals: readonly EventTotal[], now: Instant): string {
  const recent = totals.filter(({ lastAt }) => lastAt >= now - RECENT_MS);
  return recent.length === 0 ? '' : `,"${name}":[${recent.map(summary).join(',')}]`;
}

const summary = ({ name, count, firstAt, lastAt }: EventTotal): string =>
  `{"name":${JSON.stringify(name)},"first":"${iso(firstAt)}","last":"${iso(lastAt)}","count":${count}}`;
