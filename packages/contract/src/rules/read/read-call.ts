import { suggestName } from '@fitly/core/design/validation';
import type { ASTNode } from '@marcbachmann/cel-js';
import { type Expression, literal, type Operation, TEXT_TESTS, type TextTest } from '../expression.ts';
import { compilePattern } from '../pattern/compile-pattern.ts';
import { PatternError } from '../pattern/parse-pattern.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';
import { readHas } from './read-name.ts';
import { readTyped } from './read-operator.ts';
import { type NodeOf, quote, type Reading, spanOf } from './reading.ts';

const METHODS: readonly string[] = [...TEXT_TESTS, 'matches', 'size'];

/** A function with what it looks at in brackets: `has(…)`, `size(…)`, `cost(…)`. */
export function readCall(node: NodeOf<'call'>, reading: Reading): Expression | null {
  const [name, operands] = node.args;
  const { costs } = reading.vocabulary;
  if (name === 'has' && reading.vocabulary.groups.has('customer')) return readHas(node, reading);
  if (name === 'cost' && costs !== null) return readCost(node, costs, reading);
  if (name === 'size') {
    if (operands.length !== 1) return reading.report(node, '`size` takes one text, such as `size(customer.country)`');
    return readSize(operands[0]!, reading);
  }
  if (LIST_FUNCTIONS.includes(name)) return refuseListFunction(node, name, reading);
  if (METHODS.includes(name)) {
    return reading.report(node, `\`${name}\` stands after what it looks at: \`customer.country.${name}("…")\``);
  }
  const known = [...METHODS, 'size', ...(costs === null ? ['has'] : ['cost'])];
  return reading.report(node, `There is no function \`${name}\`${suggestName(name, [...new Set(known)])}`);
}

/** A function after a dot: `customer.country.startsWith("D")`. */
export function readMethod(node: NodeOf<'rcall'>, reading: Reading): Expression | null {
  const [name, subject, operands] = node.args;
  if (LIST_FUNCTIONS.includes(name) || (subject.op === 'id' && subject.args === 'cel')) {
    return refuseListFunction(node, name, reading);
  }
  if (!METHODS.includes(name)) {
    const start = node.input.indexOf(name, subject.end);
    return reading.report(
      { start, end: start + name.length },
      `There is no function \`${name}\`${suggestName(name, METHODS)}`,
    );
  }
  if (name === 'size') {
    if (operands.length > 0) return reading.report(node, '`size()` after a text takes nothing in its brackets');
    return readSize(subject, reading);
  }
  if (operands.length !== 1) return reading.report(node, `\`${name}\` takes one text in quotes: \`.${name}("…")\``);
  if (name === 'matches') return readMatches(subject, operands[0]!, reading);
  const text = readTyped(subject, 'text', reading, `What stands before \`.${name}\``);
  const sought = readTyped(operands[0]!, 'text', reading, `What \`${name}\` looks for`);
  if (text === null || sought === null) return null;
  const operation: Operation = name as TextTest;
  return { kind: 'apply', type: 'flag', operation, operands: [text, sought] };
}

function readSize(subject: ASTNode, reading: Reading): Expression | null {
  const text = readTyped(subject, 'text', reading, 'What `size` counts the characters of');
  return text && { kind: 'apply', type: 'number', operation: 'size', operands: [text] };
}

/** The pattern is written out, so that it is checked with the file and not at the first customer. */
function readMatches(subject: ASTNode, pattern: ASTNode, reading: Reading): Expression | null {
  const text = readTyped(subject, 'text', reading, 'What stands before `.matches`');
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    return reading.report(
      pattern,
      `The pattern of \`matches\` must be written out in quotes, and ${quote(pattern)} is not`,
    );
  }
  try {
    const holds = compilePattern(pattern.args);
    return text && { kind: 'test', type: 'flag', operands: [text], holds: (value) => holds(String(value)) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    // Quote, then the pattern's own place; only without escapes is one character one character.
    const isPlain = pattern.end - pattern.start === pattern.args.length + 2;
    const start = isPlain ? Math.min(pattern.start + 1 + error.at, pattern.end - 1) : pattern.start;
    return reading.report({ start, end: pattern.end }, `The pattern cannot be used: ${error.message}`);
  }
}

/** `cost(option)`: all chosen options, added in the order of the dimensions; `cost(option.offer)`: one of them. */
function readCost(node: NodeOf<'call'>, dimensions: readonly string[], reading: Reading): Expression | null {
  const [choice, ...more] = node.args[1];
  const isAll = choice?.op === 'id' && choice.args === 'option';
  if (choice === undefined || more.length > 0) return reading.report(node, `\`cost\` takes ${COST_OF}`);
  if (isAll) return totalCost(dimensions);
  if (choice.op !== '.' && choice.op !== '[]')
    return reading.report(choice, `\`cost\` takes ${COST_OF}, not ${quote(choice)}`);
  const read = reading.read(choice);
  if (read === null) return null;
  if (read.kind === 'read' && read.from === 'option') return { ...read, type: 'number', from: 'cost' };
  return reading.report(spanOf(choice), `\`cost\` takes ${COST_OF}, not ${quote(choice)}`);
}

const COST_OF = '`option` (everything chosen) or one choice, such as `cost(option.offer)`';

function totalCost(dimensions: readonly string[]): Expression {
  const costs = dimensions.map((name): Expression => ({ kind: 'read', type: 'number', from: 'cost', name }));
  if (costs.length === 0) return literal('number', 0);
  return costs.reduce((sum, cost) => ({ kind: 'apply', type: 'number', operation: '+', operands: [sum, cost] }));
}

function refuseListFunction(node: ASTNode, name: string, reading: Reading): null {
  const instead = 'to compare one value with several, write `customer.country in ["DE", "AT"]`';
  return reading.report(node, `\`${name}\` cannot be used: attributes are single values; ${instead}`);
}
