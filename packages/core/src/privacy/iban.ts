import { mod97 } from './checksums.ts';
import type { Finding } from './finding.ts';

const FOUND: Finding = {
  kind: 'iban',
  confidence: 'certain',
  reason: 'it holds a bank account number (IBAN) whose check digits are right',
};

/** Length by country (SWIFT IBAN registry, release 99). */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28 },
  ...{ CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18 },
  ...{ GR: 27, GT: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32 },
  ...{ LI: 21, LT: 20, LU: 20, LV: 21, MC: 27, MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30, NL: 18, NO: 15, PK: 24 },
  ...{ PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SC: 31, SE: 24, SI: 19, SK: 24, SM: 27, ST: 25, SV: 28 },
  ...{ TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20 },
};

const START = /(?<![A-Z0-9])[A-Z]{2} ?[0-9] ?[0-9]/i;
const STARTS = new RegExp(START, 'gi');
/** Every country's account numbers have more. */
const FEWEST_DIGITS = 6;
/** Longest IBAN with a separator after each character. */
const LONGEST = 68;

/** An IBAN anywhere in the text, in groups or not (ISO 13616-1). */
export function findIban(text: string): Finding | null {
  if (!START.test(text)) return null;
  for (const { index } of text.matchAll(STARTS)) {
    const packed = text
      .slice(index, index + LONGEST)
      .replaceAll(/[ .-]/g, '')
      .toUpperCase();
    const length = LENGTHS[packed.slice(0, 2)];
    const iban = packed.slice(0, length);
    if (length === undefined || iban.length < length || !/^[A-Z0-9]+$/.test(iban)) continue;
    if (iban.replaceAll(/[A-Z]/g, '').length < FEWEST_DIGITS) continue;
    if (mod97(iban.slice(4) + iban.slice(0, 4)) === 1) return FOUND;
  }
  return null;
}
