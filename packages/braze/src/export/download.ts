/** Fetches a finished export into memory. The address is signed by itself: the key is not sent along. */
import { FitlyError } from '@fitly/core/errors';
import { readBody } from '../body.ts';
import { classifyFailure } from '../failure.ts';
import { unreachable } from '../refusal.ts';
import { damaged } from './archive.ts';

export type Download = { readonly kind: 'ready'; readonly zip: Buffer } | { readonly kind: 'not_ready' };

/** The compressed file stays in memory, since raw profiles may not touch the disk. 512 MB are about 10 million customers. */
const MAX_ZIP_BYTES = 512 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;

/** 403 is the storage's "not there yet" (or "expired"). Throws `braze_unreachable`, `braze_refused`, `braze_export_damaged`. */
export async function tryDownload(url: URL): Promise<Download> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw unreachable(url.host, classifyFailure(error));
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    // Storage that is busy is asked again like storage that is not ready: a read is safe to repeat.
    if (response.status === 403 || response.status === 429 || response.status >= 500) return { kind: 'not_ready' };
    throw new FitlyError('braze_refused', `${url.host} answered ${response.status} instead of the export`, {
      next: 'Run again; if it stays so, check the export settings of the workspace in Braze.',
      fields: { host: url.host, status: response.status },
    });
  }
  const body = await readBody(response, MAX_ZIP_BYTES);
  if (body.kind === 'too_long') damaged('is larger than 512 MB: split the segment by random bucket');
  if (body.kind === 'cut') throw unreachable(url.host, body);
  return { kind: 'ready', zip: body.bytes };
}
