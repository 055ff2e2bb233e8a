/** Chance, and the small words that every generator is made of. */

export interface Dice {
  /** Whole number in [0, n). */
  below(n: number): number;
  pick<One>(all: readonly One[]): One;
}

export type Generator = (dice: Dice) => string;

export const list = (text: string): string[] => text.split(' ');
export const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');
export const digits = (dice: Dice, count: number): string => times(count, () => String(dice.below(10)));
export const capitals = (dice: Dice, count: number): string =>
  times(count, () => String.fromCharCode(65 + dice.below(26)));
export const hex = (dice: Dice, count: number): string => times(count, () => dice.below(16).toString(16));
export const between = (dice: Dice, from: number, to: number): number => from + dice.below(to - from + 1);
export const padded = (number: number, width: number): string => String(number).padStart(width, '0');
/** One of the ways, the more often the higher its weight. */
export function oneOf(dice: Dice, ways: readonly (readonly [number, () => string])[]): string {
  let left = dice.below(ways.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, make] of ways) {
    if (left < weight) return make();
    left -= weight;
  }
  return '';
}
