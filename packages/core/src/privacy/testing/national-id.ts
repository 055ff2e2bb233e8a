/** Numbers that states give to people. */
import { withCheckDigit } from './accounts.ts';
import { between, type Dice, digits, type Generator, oneOf, padded } from './dice.ts';

const date = (dice: Dice): { readonly y: string; readonly m: string; readonly d: string } => ({
  y: String(between(dice, 1940, 2008)),
  m: padded(between(dice, 1, 12), 2),
  d: padded(between(dice, 1, 28), 2),
});

/** Identity numbers that can be told one by one: by check digits and a form of their own. */
export const nationalId: Generator = (dice) => {
  const { y, m, d } = date(dice);
  return oneOf(dice, [
    [20, () => spanishId(dice)],
    [15, () => `${between(dice, 100, 665)}-${padded(between(dice, 1, 99), 2)}-${padded(between(dice, 1, 9999), 4)}`],
    [15, () => brazilianId(dice)],
    [10, () => frenchId(dice, y, m)],
    [10, () => swedishId(dice, y, m, d)],
    [10, () => finnishId(dice, y, m, d)],
    [
      5,
      () =>
        `${dice.pick(['AB', 'CE', 'JK', 'TR'])} ${digits(dice, 2)} ${digits(dice, 2)} ${digits(dice, 2)} ${dice.pick(['A', 'B', 'C', 'D'])}`,
    ],
  ]);
};

function spanishId(dice: Dice): string {
  const number = dice.below(100_000_000);
  const letter = 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]!;
  return dice.pick([
    `${padded(number, 8)}${letter}`,
    `${padded(number, 8)}-${letter}`,
    `${padded(number, 8)}${letter.toLowerCase()}`,
  ]);
}

function brazilianId(dice: Dice): string {
  const body = [...digits(dice, 9)].map(Number);
  for (let round = 0; round < 2; round++) {
    const rest = body.reduce((sum, each, at) => sum + each * (body.length + 1 - at), 0) % 11;
    body.push(rest < 2 ? 0 : 11 - rest);
  }
  const text = body.join('');
  return `${text.slice(0, 3)}.${text.slice(3, 6)}.${text.slice(6, 9)}-${text.slice(9)}`;
}

function frenchId(dice: Dice, y: string, m: string): string {
  const body = `${dice.pick(['1', '2'])}${y.slice(2)}${m}${padded(between(dice, 1, 95), 2)}${digits(dice, 6)}`;
  const key = padded(97 - Number(BigInt(body) % 97n), 2);
  return dice.pick([
    body + key,
    `${body.slice(0, 1)} ${body.slice(1, 3)} ${body.slice(3, 5)} ${body.slice(5, 7)} ${body.slice(7, 10)} ${body.slice(10)} ${key}`,
  ]);
}

function swedishId(dice: Dice, y: string, m: string, d: string): string {
  const number = withCheckDigit(`${y.slice(2)}${m}${d}${digits(dice, 3)}`);
  return `${number.slice(0, 6)}-${number.slice(6)}`;
}

function finnishId(dice: Dice, y: string, m: string, d: string): string {
  const day = `${d}${m}${y.slice(2)}`;
  const serial = padded(between(dice, 2, 899), 3);
  return `${day}${y < '2000' ? '-' : 'A'}${serial}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(day + serial) % 31]}`;
}
