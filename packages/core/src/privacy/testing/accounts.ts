/** Account and card numbers, with check digits worked out apart from the detectors. */
import { capitals, type Dice, digits, type Generator, oneOf, padded } from './dice.ts';

const ACCOUNTS: Readonly<Record<string, (dice: Dice) => string>> = {
  DE: (dice) => digits(dice, 18),
  ES: (dice) => digits(dice, 20),
  FR: (dice) => `${digits(dice, 10)}${capitals(dice, 3)}${digits(dice, 8)}${digits(dice, 2)}`,
  GB: (dice) => `${capitals(dice, 4)}${digits(dice, 14)}`,
  IT: (dice) => `${capitals(dice, 1)}${digits(dice, 22)}`,
  NL: (dice) => `${capitals(dice, 4)}${digits(dice, 10)}`,
  PT: (dice) => digits(dice, 21),
  PL: (dice) => digits(dice, 24),
  NO: (dice) => digits(dice, 11),
  BE: (dice) => digits(dice, 12),
  CH: (dice) => `${digits(dice, 5)}${dice.pick(['000', 'ABC'])}${digits(dice, 9)}`,
  AT: (dice) => digits(dice, 16),
};

export const iban: Generator = (dice) => {
  const land = dice.pick(Object.keys(ACCOUNTS));
  const account = ACCOUNTS[land]!(dice);
  const asNumber = [...`${account}${land}00`].map((each) => String(Number.parseInt(each, 36))).join('');
  const whole = `${land}${padded(98 - Number(BigInt(asNumber) % 97n), 2)}${account}`;
  return oneOf(dice, [
    [50, () => whole],
    [30, () => whole.replaceAll(/(.{4})(?=.)/g, '$1 ')],
    [5, () => whole.toLowerCase()],
    [4, () => `IBAN ${whole}`],
    [4, () => `pay to ${whole.replaceAll(/(.{4})(?=.)/g, '$1 ')} please`],
    [3, () => whole.replaceAll(/(.{4})(?=.)/g, '$1-')],
    [2, () => whole.replaceAll(/(.{4})(?=.)/g, '$1\u00a0')],
  ]);
};

/** The last digit that makes the sum of ISO/IEC 7812 a multiple of ten, found by trying. */
export function withCheckDigit(body: string): string {
  const sum = (text: string): number =>
    [...text]
      .reverse()
      .reduce(
        (total, each, at) => total + (at % 2 === 0 ? Number(each) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(each)]!),
        0,
      );
  return Array.from({ length: 10 }, (_, last) => `${body}${last}`).find((each) => sum(each) % 10 === 0)!;
}

export const card: Generator = (dice) => {
  const [first, length] = dice.pick([
    ...(['4', '51', '55', '2221', '2720'] as const).map((each) => [each, 16] as const),
    ...([
      ['34', 15],
      ['37', 15],
      ['6011', 16],
      ['65', 16],
      ['36', 14],
      ['3530', 16],
      ['6212', 16],
    ] as const),
  ]);
  const number = withCheckDigit(first + digits(dice, length - first.length - 1));
  const fours = number.replaceAll(/(.{4})(?=.)/g, '$1 ');
  return oneOf(dice, [
    [50, () => number],
    [30, () => fours],
    [10, () => fours.replaceAll(' ', '-')],
    [5, () => `card ${fours}`],
    [3, () => fours.replaceAll(' ', '\u00a0')],
    [2, () => number.replaceAll(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
  ]);
};
