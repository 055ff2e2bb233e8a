/** Cells of logs and of candidates' files, read alike. */

export const plainText = (cell: unknown): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** Digits that every number keeps. */
const SAFE_DIGITS = 15;

/** `0.50`, `.5` and 0.5 are the same value, in the log and in the file; long ids, `007`, `0x10` and `1e3` are texts. */
export function cellText(cell: unknown): string {
  const text = plainText(cell);
  if (!/^-?(?:0|[1-9]\d*)?(?:\.\d+)?$/.test(text) || !/\d/.test(text)) return text;
  return text.replace(/\D/g, '').length > SAFE_DIGITS ? text : String(Number(text));
}

/** `true` and `false` count, in any case; NaN for an empty cell and for anything else that is no number. */
export function numberIn(cell: unknown): number {
  const text = plainText(cell);
  if (/^true$/i.test(text)) return 1;
  if (/^false$/i.test(text)) return 0;
  return text === '' ? Number.NaN : Number(text);
}

/** `0,5`: no number here, and easily told. */
export const hasDecimalComma = (cell: unknown): boolean => /^[+-]?\d*,\d+$/.test(plainText(cell));

export const isProbability = (value: number): boolean => value >= 0 && value <= 1;

/** Sums of probabilities may miss 1 by rounding of what was written. */
export const SUM_TOLERANCE = 1e-3;
