import type { Agent } from '@fitly/core/design';
import { shown } from '@fitly/core/design/validation';
import type { ExpressionIssue } from './read/expression-issue.ts';
import { ENVIRONMENT, parseText } from './read/parse-text.ts';

const TAKEN: ReadonlyMap<string, string> = new Map([
  ['amount', "`amount` is the event's money already"],
  ['option', '`option` stands for the chosen options'],
  ['cost', '`cost` stands for what the chosen options cost'],
]);

/** Fields that a value could not name, because the word means something else there or is no word at all. */
export function checkFields({ success }: Agent): ExpressionIssue[] {
  return success.fields.flatMap(({ name }): ExpressionIssue[] => {
    const reason = TAKEN.get(name) ?? (isWord(name) && !ENVIRONMENT.hasVariable(name) ? null : WORD_RULE);
    if (reason === null) return [];
    const message = `${shown(name)} cannot be the name of a field: ${reason}; rename it`;
    return [{ path: ['success', 'fields', name], message, span: { start: 0, end: 0 }, kind: 'syntax' }];
  });
}

const WORD_RULE =
  'a name is letters, digits and underscores, begins with a letter and is no word of the expression language';

function isWord(name: string): boolean {
  const parsed = parseText(name);
  return parsed.ok && parsed.ast.op === 'id' && parsed.ast.args === name;
}
