/**
 * What Braze posts to the callback address of an export once it is ready (Braze docs, post_users_segment). Anybody can post
 * there: the address in it is checked like any other before it is fetched.
 */
import { z } from 'zod';

const body = z.object({ success: z.boolean(), url: z.string().max(10_000).optional() });

export type ExportAnnouncement =
  | { readonly kind: 'ready'; readonly url: string }
  /** The file went to the workspace's own storage. */
  | { readonly kind: 'stored_elsewhere' }
  | { readonly kind: 'failed' };

/** Null when it is no such body. */
export function readExportCallback(posted: unknown): ExportAnnouncement | null {
  const parsed = body.safeParse(posted);
  if (!parsed.success) return null;
  const { success, url } = parsed.data;
  if (!success) return { kind: 'failed' };
  return url === undefined ? { kind: 'stored_elsewhere' } : { kind: 'ready', url };
}
