import { readFileSync } from 'node:fs';
import type { Agent } from '@fitly/core/design';
import { describe, expect, test } from 'vitest';
import { newAgentYaml } from '../agent-file/new-agent-yaml.ts';
import { parseAgentFile } from '../agent-file/parse-agent-file.ts';
import { compileExpressions } from './compile-expressions.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/reference/expressions.md');
const agentOf = (text: string): Agent => {
  const parsed = parseAgentFile(text, 'agent.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 1));
  return parsed.agent;
};
const AGENT = agentOf(/```yaml\n(name: renewals[\s\S]*?)```/.exec(PAGE)?.[1] ?? '');

/** The agent of the page with an expression at its place. */
function withExpression(key: string, text: string): Agent {
  if (key === 'rule') return { ...AGENT, audience: { ...AGENT.audience, rule: text } };
  if (key === 'value') return { ...AGENT, success: { ...AGENT.success, value: text } };
  const rules = [{ id: 'example', denyWhen: text, reason: 'example' }];
  return { ...AGENT, constraints: { ...AGENT.constraints, rules } };
}

describe('the page of expressions is true', () => {
  const examples = [...PAGE.matchAll(/```cel (\w+)\n([\s\S]*?)```/g)].map(
    ([, key = '', text = '']) => [key, text.trim()] as const,
  );

  test('it has ten examples', () => {
    expect(examples).toHaveLength(10);
  });

  test.each(examples)('the example of %s is right: %s', (key, text) => {
    expect(compileExpressions(withExpression(key, text))).toMatchObject({ ok: true });
  });

  const mistakes = [...PAGE.matchAll(/^\| `([^`]+)` \| (.*(?:\?|quotes|and")) \|$/gm)].map(
    ([, text = '', message = '']) => [text, message] as const,
  );

  test('it shows four mistakes', () => {
    expect(mistakes).toHaveLength(4);
  });

  test.each(mistakes)('the mistake %s is reported as it says', (text, message) => {
    const agent = withExpression('denyWhen', text.replace('vip', 'has_app'));
    const result = compileExpressions(agent);
    expect(result.ok ? [] : result.issues.map((issue) => issue.message)).toEqual([message]);
  });
});

test.each([
  ['the demo agent', read('examples/hillstrom/agent.yaml')],
  ['the starter file', newAgentYaml('starter')],
])('%s has expressions without a mistake', (_, text) => {
  expect(compileExpressions(agentOf(text))).toMatchObject({ ok: true, expressions: { rules: [], audience: null } });
});
