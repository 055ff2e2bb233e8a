/** Segments as texts of commands and addresses: `country=DE`. */
import type { Segment } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';

export const segmentText = ({ attribute, value }: Segment): string => `${attribute}=${value}`;

/** The value may hold further `=`. Throws `segment_unknown` without an attribute before one. */
export function parseSegment(text: string): Segment {
  const at = text.indexOf('=');
  if (at > 0) return { attribute: text.slice(0, at), value: text.slice(at + 1) };
  throw new FitlyError('segment_unknown', `"${text}" is not a segment`, {
    next: 'write it as attribute=value, country=DE say',
  });
}
