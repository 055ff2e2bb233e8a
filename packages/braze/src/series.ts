/** Statistics by day, as campaigns and sends report them. Aggregates only; they need not equal Currents or the dashboard. */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { expectWithin } from './checks.ts';
import { count, day, recordOf, text } from './wire.ts';

export interface SeriesSpan {
  /** Days, ending with the day of `endingAt`: 1 to 100, for canvases 1 to 14. */
  readonly days: number;
  /** Default now. */
  readonly endingAt?: Instant;
}
const MOST_DAYS = 100;

export const spanQuery = ({ days, endingAt }: SeriesSpan, most = MOST_DAYS) => ({
  length: expectWithin('days', days, 1, most),
  ending_at: endingAt === undefined ? undefined : new Date(endingAt).toISOString(),
});

/** One message variation on one day: its counts under Braze's names (`sent`, `unique_opens`, `machine_open`, …). */
const variation = z.record(z.string(), z.unknown()).transform((fields) => ({
  variationId: stringOr(fields['variation_api_id']) ?? stringOr(fields['message_variation_id']),
  variationName: stringOr(fields['variation_name']),
  counts: countsOf(fields),
}));

/** Channel → its variations. Channels that are not used may be an empty list. */
export const messageStats = recordOf(z.array(variation));
export type MessageStats = z.output<typeof messageStats>;

export const campaignDay = z
  .object({
    time: day,
    messages: messageStats,
    unique_recipients: count,
    conversions: count,
    conversions1: count,
    conversions2: count,
    conversions3: count,
    conversions_by_send_time: count,
    revenue: count,
  })
  .transform(({ time, messages, unique_recipients, conversions_by_send_time, revenue, ...rest }) => ({
    day: time,
    messages,
    uniqueRecipients: unique_recipients,
    /** By conversion event A to D, on the day they happened. */
    conversions: [rest.conversions, rest.conversions1, rest.conversions2, rest.conversions3] as const,
    /** Event A, on the day of the send. */
    conversionsBySendTime: conversions_by_send_time,
    /** US dollars. */
    revenue,
  }));
export type CampaignDay = z.output<typeof campaignDay>;

export const namedCounts = z
  .looseObject({ name: text })
  .transform((fields) => ({ name: fields.name, counts: countsOf(fields) }));

export function countsOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const numbers = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(numbers);
}

const stringOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
