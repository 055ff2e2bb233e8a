/** Check digits by which numbers of persons and accounts are told from others. All take plain ASCII texts. */

/** Whether the check digit of a text of digits is right (ISO/IEC 7812-1, annex B). */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A text of digits and capital letters (A = 10 … Z = 35) read as one number, modulo 97 (ISO 7064, as in ISO 13616). */
export function mod97(text: string): number {
  let rest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    rest = code >= 65 ? (rest * 100 + code - 55) % 97 : (rest * 10 + code - 48) % 97;
  }
  return rest;
}

/** Sum of digits times weights; the weights are as many as the digits that count. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * (digits.charCodeAt(at) - 48), 0);
}

/** Whether ten characters are a book number (ISO 2108 before 2007): the last may be X. */
export function isIsbn10(text: string): boolean {
  if (!/^\d{9}[\dX]$/.test(text)) return false;
  const last = text[9] === 'X' ? 10 : Number(text[9]);
  return (weightedSum(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) + last) % 11 === 0;
}
