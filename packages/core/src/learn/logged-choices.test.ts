import { expect, test } from 'vitest';
import { logistic, sipKey, uniform } from '../math/index.ts';
import { choiceModel } from './logged-choices.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const ROWS = 4_000;
const at = (name: string, row: number): number => uniform(KEY, name, String(row));
const all = Array.from({ length: ROWS }, (_, row) => row);
const x = Float64Array.from(all, (row) => 2 * at('x', row) - 1);
const chanceOfSecond = (row: number): number => logistic(2 * x[row]!);
const first = Int32Array.from(all, (row) => Number(at('first', row) < chanceOfSecond(row)));

const chancesOf = (choices: readonly Int32Array[], optionCounts: readonly number[], width: number): Float64Array => {
  const model = choiceModel({ choices, optionCounts, features: width === 0 ? new Float64Array() : x, width })(all);
  const into = new Float64Array(1);
  return Float64Array.from(all, (row) => {
    model(row, into);
    return into[0]!;
  });
};

test('finds by what was chosen', () => {
  const chances = chancesOf([first], [2], 1);
  for (const row of all.slice(0, 200)) {
    const truly = first[row] === 1 ? chanceOfSecond(row) : 1 - chanceOfSecond(row);
    expect(Math.abs(chances[row]! - truly)).toBeLessThan(0.04);
  }
});

test('knows the shares alone where nothing is known of customers, and options that nobody got have none', () => {
  const third = Int32Array.from(all, (row) => (at('third', row) < 0.8 ? 2 : 0));
  const chances = chancesOf([third], [4], 0);
  const share = third.filter((each) => each === 2).length / ROWS;
  expect(chances[third.indexOf(2)]).toBeCloseTo(share, 3);
  expect(chances[third.indexOf(0)]).toBeCloseTo(1 - share, 3);
});

test('what always goes together is one choice, not two', () => {
  const chances = chancesOf([first, first], [2, 2], 1);
  const alone = chancesOf([first], [2], 1);
  for (const row of all.slice(0, 100)) expect(Math.abs(chances[row]! - alone[row]!)).toBeLessThan(0.02);
});
