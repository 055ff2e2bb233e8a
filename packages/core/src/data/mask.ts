/**
 * The eligible set as it stands in the log. `mask_id` is the set itself, so a receipt needs no other table: hex digits,
 * four actions each, action 0 in the highest bit of the first digit; unused bits of the last digit are 0.
 */
import { FitlyError } from '../errors.ts';

/** `[1, 0, 1, 1, 1]` → `b8`. An empty space gives an empty text. */
export function formatMask(mask: Uint8Array): string {
  let text = '';
  for (let at = 0; at < mask.length; at += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) digit = digit * 2 + (mask[at + bit] ?? 0);
    text += digit.toString(16);
  }
  return text;
}

/** The mask of `size` actions. Throws `lake_file_damaged` for a text of another length or with other characters. */
export function parseMask(text: string, size: number): Uint8Array {
  const mask = Uint8Array.from({ length: size }, (_, action) => {
    const digit = Number.parseInt(text[Math.floor(action / 4)] ?? '', 16);
    return (digit >> (3 - (action % 4))) & 1;
  });
  if (formatMask(mask) !== text) {
    throw new FitlyError('lake_file_damaged', `the mask "${text}" does not describe ${size} actions`);
  }
  return mask;
}
