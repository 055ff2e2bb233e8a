import { expect, it } from 'vitest';
import { diffLines } from './diff-lines.ts';

const numbered = (of: string): string => Array.from({ length: 20_000 }, (_, line) => `# ${of} ${line}\n`).join('');

it('gives up on texts that have nothing in common, instead of comparing them for minutes', () => {
  expect(diffLines(numbered('a'), numbered('b'))).toEqual([expect.stringContaining('4,000 lines differ')]);
  expect(diffLines(numbered('a'), `${numbered('a')}name: x\n`)).toContain('+name: x');
});
