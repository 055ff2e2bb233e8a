import { luhn } from './checksums.ts';
import type { Finding } from './finding.ts';

const FOUND: Finding = {
  kind: 'card',
  confidence: 'certain',
  reason: 'it holds a payment card number: length of its issuer, and the check digit is right',
};

/**
 * First digits and lengths by issuer (ISO/IEC 7812, as the issuers publish them). Visa's 13 digits are left out: no card has
 * had them for years, and one in ten article numbers (EAN-13) that begin with 4 would look like one.
 */
const ISSUERS = [
  /^4(?:\d{15}|\d{18})$/,
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-5]|095|6\d|8\d|9\d)\d{11}$/,
  /^6(?:011|4[4-9]\d|5\d\d)\d{12}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}$/,
];
const RUN = /(?<![A-Za-z\d_.,]|\d[ -]|[A-Za-z\d]-)\d(?:[ -]?\d){11,18}(?![A-Za-z_]|[ -]?\d|-[A-Za-z])/;
const RUNS = new RegExp(RUN, 'g');

/** A card number anywhere in the text, in groups or not. */
export function findCard(text: string): Finding | null {
  if (!RUN.test(text)) return null;
  for (const [run] of text.matchAll(RUNS)) {
    const digits = run.replaceAll(/\D/g, '');
    if (new Set(digits).size > 1 && ISSUERS.some((issuer) => issuer.test(digits)) && luhn(digits)) return FOUND;
  }
  return null;
}
