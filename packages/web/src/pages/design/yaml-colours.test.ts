import { expect, test } from 'vitest';
import { piecesOf } from './yaml-colours.ts';

const kinds = (line: string): string[] => piecesOf(line).map(({ kind, text }) => `${kind} ${text.trim()}`);

test.each([
  ['name: a   # me', ['key name', 'plain : a', 'comment # me']],
  ['  - { id: x, label: "a # b" }', ['plain - {', 'key id', 'plain : x,', 'key label', 'plain : "a # b" }']],
  ["label: Men's # merchandise", ['key label', "plain : Men's", 'comment # merchandise']],
  ['# only', ['comment # only']],
  ['', []],
])('%s', (line, pieces) => {
  expect(kinds(line)).toEqual(pieces);
  expect(
    piecesOf(line)
      .map(({ text }) => text)
      .join(''),
  ).toBe(line);
});
