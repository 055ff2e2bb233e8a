/** The guide to Braze shows agent files: each snippet, put into the demo's agent, is valid and active. */
import { readFile } from 'node:fs/promises';
import { parseAgentFile } from '@fitly/contract';
import { inactiveFields } from '@fitly/core/design';
import { expect, it } from 'vitest';

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Top-level key → the text from there to the next one. */
const sectionsOf = (yaml: string): Map<string, string> =>
  new Map(yaml.split(/^(?=[a-zA-Z]+:)/m).map((text) => [text.slice(0, text.indexOf(':')), text]));

const snippets = [...(await read('docs/guides/braze.md')).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml!);

it('shows every mode through Braze', () => {
  const modes = snippets.map((yaml) => /mode: (\w+)/.exec(yaml)?.[1]);
  expect(new Set(modes)).toEqual(new Set(['campaign', 'canvas', 'message']));
});

it.each(snippets)('snippet %#', async (snippet) => {
  const agent = sectionsOf(await read('examples/hillstrom/agent.yaml'));
  for (const [key, text] of sectionsOf(snippet)) agent.set(key, `${text}\n`);
  const parsed = parseAgentFile([...agent.values()].join(''), 'agent.yaml');
  expect(parsed).toMatchObject({ ok: true });
  expect(parsed.ok && inactiveFields(parsed.agent)).toEqual([]);
});
