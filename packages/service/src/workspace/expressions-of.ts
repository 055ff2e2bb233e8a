import { compileExpressions } from '@fitly/contract';
import type { CompiledExpressions } from '@fitly/core/data';
import type { Agent } from '@fitly/core/design';
import { formatPath } from '@fitly/core/design/validation';
import { FitlyError } from '@fitly/core/errors';

/** Compiling takes longer than a request, and an agent version never changes. */
const compiled = new WeakMap<Agent, CompiledExpressions>();

/** The expressions of an agent that was read from a file or from the database; both were checked before. */
export function expressionsOf(agent: Agent): CompiledExpressions {
  const known = compiled.get(agent);
  if (known !== undefined) return known;
  const result = compileExpressions(agent);
  if (!result.ok) {
    throw new FitlyError('agent_file_invalid', `the expressions of ${agent.name} are not understood`, {
      issues: result.issues.map(({ path, message }) => ({ path: formatPath(path), message })),
      next: 'correct them in the agent file: fitly agent validate shows where',
    });
  }
  compiled.set(agent, result.expressions);
  return result.expressions;
}
