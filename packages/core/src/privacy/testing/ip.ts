/** Addresses of machines. */
import { between, type Generator, hex, oneOf, times } from './dice.ts';

export const ip: Generator = (dice) =>
  oneOf(dice, [
    [40, () => [between(dice, 1, 223), dice.below(256), dice.below(256), dice.below(256)].join('.')],
    [10, () => `192.168.${dice.below(256)}.${dice.below(256)}`],
    [10, () => `172.${between(dice, 16, 31)}.${dice.below(256)}.${dice.below(256)}`],
    [
      5,
      () =>
        `${between(dice, 1, 223)}.${dice.below(256)}.${dice.below(256)}.${between(dice, 100, 255)}:${between(dice, 1024, 65535)}`,
    ],
    [20, () => times(8, (at) => `${at === 0 ? '' : ':'}${hex(dice, between(dice, 1, 4))}`)],
    [10, () => `2001:db8::${hex(dice, 4)}:${between(dice, 1, 9)}${hex(dice, 3)}`],
    [5, () => `fe80::${hex(dice, 4)}:${between(dice, 1, 9)}${hex(dice, 3)}:${hex(dice, 4)}`],
  ]);
