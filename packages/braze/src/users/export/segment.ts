/**
 * POST /users/export/segment: asks Braze to write the members of a segment into a ZIP and names where it will appear.
 * https://www.braze.com/docs/api/endpoints/export/user_data/post_users_segment
 *
 * Repeatable with care: while an export of the segment runs, a second request is answered 429.
 */
import { FitlyError } from '@fitly/core/errors';
import { z } from 'zod';
import type { Caller } from '../../call.ts';
import { SHARED } from '../../limiter/buckets.ts';
import { saysUsedUp } from '../../limiter/limiter.ts';
import { type Wait, waitOf } from '../../rate-limit.ts';
import { refusalOf, unreachable } from '../../refusal.ts';
import type { Answer } from '../../transport.ts';

export interface SegmentExportRequest {
  readonly segmentId: string;
  readonly fields: readonly string[];
  /** Names of single custom attributes, at most 500. */
  readonly customAttributes: readonly string[];
  /** Where Braze posts once the export is ready: see export/callback.ts. */
  readonly callbackUrl?: string;
}
export type SegmentExportStart =
  | { readonly kind: 'started'; readonly url: string }
  /** Another export of this segment runs, or the hour's requests are used up (then `wait` says until when). */
  | { readonly kind: 'busy'; readonly wait: Wait | null };

const PERMISSION = 'users.export.segment';
const startBody = z.object({ message: z.literal('success'), url: z.string().optional() });

/** Throws `braze_key_invalid`, `braze_refused` or `braze_unreachable`. */
export async function startSegmentExport(
  caller: Pick<Caller, 'transport' | 'limiter'>,
  { segmentId, fields, customAttributes, callbackUrl }: SegmentExportRequest,
): Promise<SegmentExportStart> {
  const { transport, limiter } = caller;
  const { host } = transport.api;
  await limiter.take(SHARED);
  const exchange = await transport.post('/users/export/segment', {
    segment_id: segmentId,
    fields_to_export: fields,
    ...(customAttributes.length > 0 && { custom_attributes_to_export: customAttributes }),
    ...(callbackUrl !== undefined && { callback_endpoint: callbackUrl }),
    output_format: 'zip',
  });
  if (exchange.kind === 'failure') throw unreachable(host, exchange);
  limiter.observe(SHARED, exchange);
  if (exchange.status === 429) {
    // A running export is answered 429 too, and then the reset of the hour's bucket has nothing to do with it.
    return { kind: 'busy', wait: saysUsedUp(exchange.headers) ? waitOf(exchange.headers) : null };
  }
  if (exchange.status < 200 || exchange.status > 299) throw refusalOf(exchange, host, PERMISSION);
  return { kind: 'started', url: urlOf(exchange, host) };
}

function urlOf({ body, status, requestId }: Answer, host: string): string {
  const parsed = startBody.safeParse(body.kind === 'json' ? body.value : null);
  const fields = { host, status, requestId };
  if (!parsed.success) {
    throw new FitlyError('braze_refused', `${host} answered ${status} to ${PERMISSION}, but not as documented`, {
      next: 'Check that the address is that of a Braze instance and that no proxy stands between.',
      fields,
    });
  }
  if (parsed.data.url === undefined) {
    throw new FitlyError(
      'braze_refused',
      `${host} named no address for the export: it goes to the workspace's own storage`,
      {
        next: 'Untick the cloud storage as default data export destination in Braze.',
        fields,
      },
    );
  }
  return parsed.data.url;
}
