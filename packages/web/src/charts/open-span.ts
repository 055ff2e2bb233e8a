/** The days of which more may still be told, at the end of what a chart shows. */
import { text } from '../texts/text.ts';
import { dayNumber, type Scale } from './scale.ts';

interface Span {
  readonly openFrom: string;
  /** Number of the first drawn day. */
  readonly first: number;
  readonly x: Scale;
  readonly right: number;
}

/** A single day is still to be seen. */
const LEAST_WIDTH = 2;

/** From the middle between it and the day before. */
export function openSpan({ openFrom, first, x, right }: Span): { readonly left: number; readonly width: number } {
  const left = Math.min(x(Math.max(first, dayNumber(openFrom) - 0.5)), right - LEAST_WIDTH);
  return { left, width: right - left };
}

/** The words of a day, and whether it is one of them; `openFrom` null: none is. */
export const openWords = (day: string, openFrom: string | null, words: string): string =>
  openFrom === null || day < openFrom ? words : text('provisionalDay', { words });
