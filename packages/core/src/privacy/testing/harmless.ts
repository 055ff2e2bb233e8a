/** Values that are nobody's, however they look. */
import { between, capitals, type Dice, digits, type Generator, hex, list, oneOf, padded } from './dice.ts';

const pad2 = (dice: Dice, from: number, to: number): string => padded(between(dice, from, to), 2);
const day = (dice: Dice): string => `20${pad2(dice, 10, 30)}-${pad2(dice, 1, 12)}-${pad2(dice, 1, 28)}`;
const PRODUCTS = list('shirt jacket shoes sofa lamp headphones coffee blender backpack novel puzzle bottle');
const LOOKS = list('blue slim waterproof organic wireless classic XL 500ml oak steel kids premium');

/** What a shop's attributes are full of, and what must never be taken for a person's. */
export const HARMLESS: Readonly<Record<string, Generator>> = {
  'order ids': (dice) =>
    oneOf(dice, [
      [3, () => `ORD-${digits(dice, 8)}`],
      [2, () => digits(dice, between(dice, 6, 12))],
      [1, () => `#${digits(dice, 7)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 7)}-${digits(dice, 7)}`],
      [1, () => `20${pad2(dice, 10, 30)}-${digits(dice, 6)}`],
      [1, () => padded(dice.below(1_000_000), 10)],
      [1, () => `R${digits(dice, 9)}`],
    ]),
  SKUs: (dice) =>
    oneOf(dice, [
      [3, () => `${capitals(dice, 3)}-${digits(dice, 4)}-${capitals(dice, 2)}`],
      [2, () => `${capitals(dice, 2)}${digits(dice, 6)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 3)}-${digits(dice, 3)}`],
      [1, () => `${digits(dice, 5)}.${digits(dice, 3)}`],
      [1, () => `sku_${digits(dice, 9)}_${dice.pick(LOOKS)}`],
      [1, () => `${digits(dice, 2)}/${digits(dice, 4)}/${digits(dice, 3)}`],
    ]),
  'book and article numbers': (dice) => {
    const body = [...`978${digits(dice, 9)}`].map(Number);
    const check = (10 - (body.reduce((sum, each, at) => sum + each * (at % 2 === 0 ? 1 : 3), 0) % 10)) % 10;
    const isbn = [...body, check].join('');
    return oneOf(dice, [
      [1, () => isbn],
      [1, () => `${isbn.slice(0, 3)}-${isbn[3]}-${isbn.slice(4, 6)}-${isbn.slice(6, 12)}-${check}`],
      [1, () => `40${digits(dice, 11)}`],
    ]);
  },
  'post codes': (dice) =>
    oneOf(dice, [
      [3, () => digits(dice, 5)],
      [1, () => `${digits(dice, 5)}-${digits(dice, 4)}`],
      [1, () => `${capitals(dice, 2)}${dice.below(10)} ${dice.below(10)}${capitals(dice, 2)}`],
      [1, () => `${digits(dice, 4)} ${capitals(dice, 2)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 4)}`],
    ]),
  'dates and times': (dice) =>
    oneOf(dice, [
      [3, () => day(dice)],
      [1, () => `${pad2(dice, 1, 28)}.${pad2(dice, 1, 12)}.20${pad2(dice, 10, 30)}`],
      [1, () => `${pad2(dice, 1, 12)}/${pad2(dice, 1, 28)}/20${pad2(dice, 10, 30)}`],
      [2, () => `${day(dice)}T${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}:${pad2(dice, 0, 59)}Z`],
      [1, () => `${day(dice)} ${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}:${pad2(dice, 0, 59)}.${digits(dice, 3)}+02:00`],
      [1, () => `${day(dice)} - ${day(dice)}`],
      [1, () => day(dice).replaceAll('-', '')],
      [1, () => `${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}`],
    ]),
  timestamps: (dice) =>
    dice.pick([
      String(between(dice, 1_500_000_000, 1_900_000_000)),
      `${between(dice, 1_500_000_000, 1_900_000_000)}${digits(dice, 3)}`,
      `${between(dice, 1_500_000_000, 1_900_000_000)}${digits(dice, 6)}`,
      `${between(dice, 1_500_000_000, 1_900_000_000)}.${digits(dice, 3)}`,
    ]),
  money: (dice) =>
    oneOf(dice, [
      [2, () => `${dice.below(10_000)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 99)},${digits(dice, 3)},${digits(dice, 3)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 999)}.${digits(dice, 3)}.${digits(dice, 3)},${digits(dice, 2)} €`],
      [1, () => `EUR ${dice.below(100_000)}`],
      [1, () => `-${dice.below(1000)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 99)} ${digits(dice, 3)} ${digits(dice, 3)} kr`],
    ]),
  UUIDs: (dice) => `${hex(dice, 8)}-${hex(dice, 4)}-4${hex(dice, 3)}-a${hex(dice, 3)}-${hex(dice, 12)}`,
  'hex ids': (dice) => hex(dice, dice.pick([8, 12, 16, 24, 32, 40])),
  versions: (dice) =>
    oneOf(dice, [
      [3, () => `${dice.below(20)}.${dice.below(30)}.${dice.below(99)}`],
      [1, () => `v${dice.below(20)}.${dice.below(30)}.${dice.below(99)}-beta.${dice.below(9)}`],
      [2, () => `${between(dice, 90, 130)}.0.${between(dice, 1000, 9999)}.${dice.below(256)}`],
      [1, () => `${dice.below(20)}.${dice.below(20)}.${dice.below(20)}.${dice.below(20)}`],
      [1, () => `10.0.${between(dice, 10000, 22000)}.${dice.below(2000)}`],
    ]),
  coordinates: (dice) =>
    dice.pick([
      `${between(dice, -90, 90)}.${digits(dice, 6)}, ${between(dice, -180, 180)}.${digits(dice, 6)}`,
      `${between(dice, -90, 90)}.${digits(dice, 7)}`,
      `${between(dice, -90, 90)}.${digits(dice, 4)},${between(dice, -180, 180)}.${digits(dice, 4)}`,
    ]),
  'product names': (dice) =>
    oneOf(dice, [
      [3, () => `${dice.pick(LOOKS)} ${dice.pick(LOOKS)} ${dice.pick(PRODUCTS)}`],
      [
        1,
        () =>
          `Men's ${dice.pick(PRODUCTS)} with hood, ${dice.pick(LOOKS)}, ${dice.pick(LOOKS)}, pack of ${dice.below(12)}`,
      ],
      [1, () => `${dice.pick(PRODUCTS)} ${digits(dice, 3)} x ${digits(dice, 3)} x ${digits(dice, 2)} cm`],
      [1, () => `Set of ${dice.below(9)} ${dice.pick(PRODUCTS)}s for the kitchen and the garden, ${dice.pick(LOOKS)}`],
      [1, () => `iPhone ${dice.below(20)} Pro ${dice.pick(['128', '256', '512'])} GB`],
    ]),
  'campaign ids': (dice) =>
    oneOf(dice, [
      [1, () => `spring_sale_20${pad2(dice, 20, 30)}_q${between(dice, 1, 4)}`],
      [1, () => `${dice.pick(['fb', 'ga', 'em'])}-${digits(dice, 8)}-${dice.pick(LOOKS)}`],
      [1, () => `cmp_${hex(dice, 12)}`],
      [1, () => `${digits(dice, 4)}_${dice.pick(PRODUCTS)}_${pad2(dice, 1, 12)}`],
    ]),
  'segment labels': (dice) =>
    dice.pick([
      `High value / ${dice.pick(['at risk', 'loyal', 'new'])}`,
      `${between(dice, 18, 60)}-${between(dice, 61, 90)}`,
      `${between(dice, 1, 9)}) $${between(dice, 0, 500)} - $${between(dice, 501, 1000)}`,
      `${dice.pick(['gold', 'silver', 'bronze'])}_${dice.pick(['tier', 'plus'])}`,
      dice.pick([
        'New York',
        'São Paulo',
        'Köln',
        'Surburban',
        'Rural',
        '中国',
        'Île-de-France',
        'very likely to buy again within 30 days',
      ]),
    ]),
};
