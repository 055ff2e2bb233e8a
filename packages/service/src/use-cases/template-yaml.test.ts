import { expect, test } from 'vitest';
import { templateYaml } from './template-yaml.ts';

const YAML = `# Former subscribers.
# Check this file with: fitly agent validate examples/winback/agent.yaml

name: winback   # also the name of its file
description: Bring them back.
`;
const exampleWith = (yaml: string) => ({ name: 'winback', yaml });

test('a template has the new name, its own command to check it, every comment, and a word on its ids', () => {
  expect(templateYaml(exampleWith(YAML), 'autumn')).toBe(`${FIRST_LINE}
# Former subscribers.
# Check this file with: fitly agent validate autumn

name: autumn   # also the name of its file
description: Bring them back.
`);
});

test('only the name of the agent is replaced, not those of options or rules', () => {
  const yaml = templateYaml(exampleWith('name: winback\ndimensions:\n  - name: winback\n'), 'autumn');
  expect(yaml).toBe(`${FIRST_LINE}\nname: autumn\ndimensions:\n  - name: winback\n`);
});

test('a quoted name is replaced with its quotes', () => {
  expect(templateYaml(exampleWith('name: "winback"\n'), 'autumn')).toContain('\nname: autumn\n');
});

const FIRST_LINE =
  '# Begun from the example winback. Ids of segments and campaigns are those of its sandbox: replace them by your own.';
