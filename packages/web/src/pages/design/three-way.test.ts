import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedLines, hunksOf, merged } from './three-way.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('of two changes of other lines both stay', () => {
  expect(merged('a\nb\nc\nd\ne', 'A\nb\nc\nd\ne', 'a\nb\nc\nd\nE\nf')).toEqual({
    text: 'A\nb\nc\nd\nE\nf',
    collisions: 0,
  });
});

test('where both changed one line, mine stands, and it is told', () => {
  expect(merged('a\nb\nc', 'a\nmine\nc', 'a\ntheirs\nc')).toEqual({ text: 'a\nmine\nc', collisions: 1 });
  expect(merged('a\nb\nc', 'a\nsame\nc', 'a\nsame\nc')).toEqual({ text: 'a\nsame\nc', collisions: 0 });
});

test('what one side alone has changed is taken as it is', () => {
  fc.assert(
    fc.property(text, text, (base, changed) => {
      expect(merged(base, changed, base)).toEqual({ text: changed, collisions: 0 });
      expect(merged(base, base, changed)).toEqual({ text: changed, collisions: 0 });
      expect(merged(base, changed, changed)).toEqual({ text: changed, collisions: 0 });
    }),
  );
});

test('nothing of mine is lost: every line that I added stands in the result', () => {
  fc.assert(
    fc.property(text, text, text, (base, mine, theirs) => {
      const now = merged(base, mine, theirs).text.split('\n');
      const mineNow = mine.split('\n');
      for (const { newFrom, newTo } of hunksOf(base.split('\n'), mineNow))
        for (const line of mineNow.slice(newFrom, newTo)) expect(now).toContain(line);
    }),
  );
});

test('hunks lead from one text to the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [old, now] = [before.split('\n'), after.split('\n')];
      const hunks = hunksOf(old, now);
      const built = hunks
        .toReversed()
        .reduce(
          (lines, { from, to, newFrom, newTo }) => lines.toSpliced(from, to - from, ...now.slice(newFrom, newTo)),
          old,
        );
      expect(built).toEqual(now);
    }),
  );
  expect(changedLines('a\nb', 'a\nc')).toEqual(['-b', '+c']);
});
