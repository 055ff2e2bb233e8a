import type { CompiledExpressions } from '@fitly/core/data';
import type { Agent } from '@fitly/core/design';
import type { PathSegments } from '@fitly/core/design/validation';
import { checkFields } from './check-fields.ts';
import { checkRefusals } from './check-refusals.ts';
import { compileAudienceRule, compileRule } from './compile-rule.ts';
import { compileValue } from './compile-value.ts';
import { type Expression, literal } from './expression.ts';
import type { ExpressionIssue } from './read/expression-issue.ts';
import { readExpression } from './read/read-expression.ts';
import { audienceVocabulary, ruleVocabulary, type Vocabulary, valueVocabulary } from './read/vocabulary.ts';

export type ExpressionsResult =
  | { readonly ok: true; readonly expressions: CompiledExpressions }
  | { readonly ok: false; readonly issues: readonly ExpressionIssue[] };

/**
 * All expressions of an agent, type-checked against its context, dimensions and fields and ready to be evaluated; or
 * everything that is wrong with them. Never throws, whatever the texts hold. A blank text, which `validateAgent` reports,
 * is no issue here.
 */
export function compileExpressions(agent: Agent): ExpressionsResult {
  const issues: ExpressionIssue[] = checkFields(agent);
  const read = (
    text: string,
    path: PathSegments,
    vocabulary: Vocabulary,
    wanted: 'flag' | 'number',
  ): Expression | null => {
    if (text.trim() === '') return null;
    const result = readExpression(text, vocabulary, wanted);
    if (result.ok) return result.expression;
    issues.push(...result.issues.map((issue) => ({ ...issue, path })));
    return null;
  };
  const { audience, constraints, success, dimensions } = agent;
  const rule =
    audience.rule === null ? null : read(audience.rule, ['audience', 'rule'], audienceVocabulary(agent), 'flag');
  const ruleNames = ruleVocabulary(agent);
  const rules = constraints.rules.map(({ denyWhen }, index) =>
    read(denyWhen, ['constraints', 'rules', index, 'denyWhen'], ruleNames, 'flag'),
  );
  const value = read(success.value, ['success', 'value'], valueVocabulary(agent), 'number');
  issues.push(...checkAudience(rule, audience.rule), ...checkRefusals(agent, rules));
  if (issues.length > 0) return { ok: false, issues };
  const ids = dimensions.map(({ id }) => id);
  const expressions: CompiledExpressions = {
    rules: constraints.rules.map((each, index) => compileRule(each, rules[index] ?? UNKNOWN, ids)),
    audience: audience.rule === null ? null : compileAudienceRule(rule ?? UNKNOWN),
    value: compileValue(value ?? literal('number', Number.NaN)),
  };
  return { ok: true, expressions };
}

/** What a blank text means: nothing is known, so nothing is sent. */
const UNKNOWN = literal('flag', null);

function checkAudience(rule: Expression | null, text: string | null): ExpressionIssue[] {
  if (rule === null || text === null || rule.kind !== 'literal' || rule.value === true) return [];
  const message = 'The rule leaves out every customer, so nothing could ever be sent';
  return [{ path: ['audience', 'rule'], message, span: { start: 0, end: text.length }, kind: 'meaning' }];
}
