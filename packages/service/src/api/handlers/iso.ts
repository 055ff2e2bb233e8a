/** Instants on the wire. */
import type { Instant } from '@fitly/core/terms';

export const iso = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));
