import { describe, expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';

const messages = (text: string): string[] =>
  readYaml(text, 'f.yaml').issues.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('what cannot be read is named with line and column', () => {
  test.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', '2:1 The line is indented with a tab; YAML allows spaces only'],
    ['a repeated key', 'a: 1\nb: 2\na: 3\n', '3:1 The key `a` is given twice; keep one of them'],
    ['several documents', 'a: 1\n---\nb: 2\n', '2:1 The file holds several documents (`---`); expected one'],
    [
      'an alias without anchor',
      'a: 1\nb: *nowhere\n',
      '2:4 The alias `*nowhere` stands for nothing: no `&nowhere` before it',
    ],
    ['a list at the root', '- a\n- b\n', '1:1 f.yaml holds a list; expected keys such as `name: …`'],
    ['a single word', 'hello\n', '1:1 f.yaml holds a single value; expected keys such as `name: …`'],
    ['an empty file', '# only a comment\n', '1:1 f.yaml is empty'],
    ['a prototype key', 'a: 1\nb:\n  __proto__: { x: 1 }\n', '3:3 The key `__proto__` is not allowed'],
    ['a quoted prototype key', '{ "__proto__": 1 }\n', '1:3 The key `__proto__` is not allowed'],
    ['a list as key', '? [a, b]\n: 1\n', '1:3 A key must be a single word'],
    ['an unknown tag', 'a: !!python/object x\n', '1:4 Unresolved tag: tag:yaml.org,2002:python/object'],
    ['endless nesting', '['.repeat(20_000), 'The file is nested too deeply'],
  ])('%s', (_, text, expected) => {
    const found = messages(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test('all syntax errors of a file are reported at once', () => {
    expect(messages('a: [1, 2\nb: "x\nc: 1\n').length).toBeGreaterThan(1);
    expect(messages('a:\n\tb: 1\nc:\n\td: 1\n').map((message) => message.split(' ')[0])).toEqual(['2:1', '4:1']);
  });

  test('a file above the size limit is not parsed', () => {
    const [issue] = readYaml(`a: "${'x'.repeat(1_000_000)}"`, 'f.yaml').issues;
    expect(issue?.message).toBe('f.yaml is larger than 1 MB');
  });

  test('aliases that multiply are refused at the first alias', () => {
    const bomb = ['a0: &a0 [x, x, x, x]'];
    for (let level = 1; level < 12; level++) bomb.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(8)}x]`);
    expect(messages(bomb.join('\n'))).toEqual([
      '2:10 The aliases (`*name`) stand for more than 100 values; write the values out',
    ]);
  });
});

test('a repeated key does not stop the reading: the later one counts', () => {
  expect(readYaml('a: 1\na: 2\n', 'f.yaml').content?.root).toEqual({ a: 2 });
});
