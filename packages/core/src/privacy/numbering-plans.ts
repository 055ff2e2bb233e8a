/**
 * How many digits follow a country code (ITU-T E.164 and the national plans, 2025): fewest and most. Countries that are not
 * listed may have anything from 6 digits to what fits into 15.
 */
const PLANS: Readonly<Record<string, readonly [number, number]>> = {
  ...{ 1: [10, 10], 7: [10, 10], 20: [8, 10], 27: [9, 9], 30: [10, 10], 31: [9, 9], 32: [8, 9], 33: [9, 9] },
  ...{ 34: [9, 9], 36: [8, 9], 39: [6, 11], 40: [9, 9], 41: [9, 9], 43: [7, 13], 44: [9, 10], 45: [8, 8] },
  ...{ 46: [7, 10], 47: [8, 8], 48: [9, 9], 49: [7, 12], 51: [8, 9], 52: [10, 11], 53: [8, 8], 54: [10, 11] },
  ...{ 55: [10, 11], 56: [9, 9], 57: [8, 10], 58: [10, 10], 60: [8, 10], 61: [9, 9], 62: [8, 12], 63: [8, 10] },
  ...{ 64: [8, 10], 65: [8, 8], 66: [8, 9], 81: [9, 10], 82: [8, 10], 84: [9, 10], 86: [10, 11], 90: [10, 10] },
  ...{ 91: [10, 10], 92: [9, 10], 93: [9, 9], 94: [9, 9], 95: [7, 10], 98: [10, 10], 212: [9, 9], 213: [8, 9] },
  ...{ 216: [8, 8], 234: [8, 10], 254: [9, 9], 351: [9, 9], 352: [6, 9], 353: [7, 9], 354: [7, 9], 355: [8, 9] },
  ...{ 356: [8, 8], 357: [8, 8], 358: [6, 11], 359: [8, 9], 370: [8, 8], 371: [8, 8], 372: [7, 8], 380: [9, 9] },
  ...{ 381: [8, 9], 385: [8, 9], 386: [8, 8], 420: [9, 9], 421: [9, 9], 502: [8, 8], 503: [8, 8], 506: [8, 8] },
  ...{ 507: [7, 8], 591: [8, 8], 593: [8, 9], 595: [8, 9], 598: [8, 8], 852: [8, 8], 886: [8, 9], 966: [9, 9] },
  ...{ 971: [8, 9], 972: [8, 9] },
};

/** First digits of the three-digit codes in use (ITU-T E.164 Annex A): what is in neither list is no country. */
const THREE =
  /^(?:21[1368]|2[2-6]\d|29[0-9]|35\d|37\d|38[0-35-79]|42[013]|50\d|59\d|6[78]\d|69[0-2]|85[0-6]|88[06]|96\d|97[0-79]|99[2-689])/;

/** Digits after the country code; null when there is no such code, or when a number of it has another length. */
export function nationalLength(digits: string): number | null {
  for (const size of [1, 2, 3]) {
    const plan = PLANS[digits.slice(0, size)];
    if (plan === undefined) continue;
    const rest = digits.slice(size);
    // Only Italy keeps a leading zero.
    if (rest.startsWith('0') && digits.slice(0, size) !== '39') return null;
    return rest.length >= plan[0] && rest.length <= plan[1] ? rest.length : null;
  }
  const rest = digits.length - 3;
  return THREE.test(digits) && digits[3] !== '0' && rest >= 6 && rest <= 12 ? rest : null;
}
