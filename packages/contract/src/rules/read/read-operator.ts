import { shown, suggestName } from '@fitly/core/design/validation';
import type { ASTNode, BinaryOperator } from '@marcbachmann/cel-js';
import { type Arithmetic, type Comparison, type Expression, literal, type ValueType } from '../expression.ts';
import { memberOf } from './read-name.ts';
import { type NodeOf, quote, type Reading, TYPE_WORDS } from './reading.ts';

type Binary = NodeOf<BinaryOperator>;

/** The part as true or false; an issue when it is something else. */
export function readFlag(node: ASTNode, reading: Reading, where: string): Expression | null {
  const read = reading.read(node);
  if (read === null || read.type === 'flag') return read;
  const example = read.type === 'number' ? `${quote(node)} > 0` : `${quote(node)} == "…"`;
  const hint = read.kind === 'literal' ? '' : `; compare it, for example \`${example.replaceAll('`', '')}\``;
  return reading.report(node, `${where} must be true or false, and ${quote(node)} is ${TYPE_WORDS[read.type]}${hint}`);
}

export function readLogic(node: NodeOf<'&&'> | NodeOf<'||'>, reading: Reading): Expression | null {
  const where = `Each side of \`${node.op}\``;
  const left = readFlag(node.args[0], reading, where);
  const right = readFlag(node.args[1], reading, where);
  if (left === null || right === null) return null;
  return { kind: node.op === '||' ? 'or' : 'and', type: 'flag', operands: [left, right] };
}

export function readChoose(node: NodeOf<'?:'>, reading: Reading): Expression | null {
  const condition = readFlag(node.args[0], reading, 'What stands before `?`');
  const [then, otherwise] = [reading.read(node.args[1]), reading.read(node.args[2])];
  if (condition === null || then === null || otherwise === null) return null;
  if (then.type === otherwise.type) return { kind: 'choose', type: then.type, operands: [condition, then, otherwise] };
  const parts = `${quote(node.args[1])} is ${TYPE_WORDS[then.type]}, ${quote(node.args[2])} is ${TYPE_WORDS[otherwise.type]}`;
  return reading.report(node.args[2], `Both sides of \`:\` must be of one kind: ${parts}`);
}

export function readNot(node: NodeOf<'!_'>, reading: Reading): Expression | null {
  const operand = readFlag(node.args, reading, 'What stands after `!`');
  return operand && { kind: 'apply', type: 'flag', operation: 'not', operands: [operand] };
}

export function readNegate(node: NodeOf<'-_'>, reading: Reading): Expression | null {
  const operand = readTyped(node.args, 'number', reading, 'What stands after `-`');
  if (operand?.kind === 'literal') return literal('number', -Number(operand.value));
  return operand && { kind: 'apply', type: 'number', operation: 'negate', operands: [operand] };
}

/** The part, which must be of the type; `where` begins the message. */
export function readTyped(node: ASTNode, type: ValueType, reading: Reading, where: string): Expression | null {
  const read = reading.read(node);
  if (read === null || read.type === type) return read;
  return reading.report(node, `${where} must be ${TYPE_WORDS[type]}, and ${quote(node)} is ${TYPE_WORDS[read.type]}`);
}

export function readArithmetic(node: Binary, operation: Arithmetic, reading: Reading): Expression | null {
  const [left, right] = [reading.read(node.args[0]), reading.read(node.args[1])];
  if (left === null || right === null) return null;
  if (left.type === 'number' && right.type === 'number') {
    return { kind: 'apply', type: 'number', operation, operands: [left, right] };
  }
  if (operation === '+' && left.type === 'text' && right.type === 'text') {
    return { kind: 'apply', type: 'text', operation: 'join', operands: [left, right] };
  }
  const [wrong, type] = left.type === 'number' ? [node.args[1], right.type] : [node.args[0], left.type];
  return reading.report(wrong, `\`${operation}\` computes with numbers, and ${quote(wrong)} is ${TYPE_WORDS[type]}`);
}

export function readComparison(node: Binary, operation: Comparison, reading: Reading): Expression | null {
  const [left, right] = [reading.read(node.args[0]), reading.read(node.args[1])];
  if (left === null || right === null) return null;
  if (left.type !== right.type) return reportMixed(node, [left.type, right.type], reading);
  const isOrder = operation !== '==' && operation !== '!=';
  if (isOrder && left.type === 'flag') {
    return reading.report(
      node,
      `\`${operation}\` compares numbers or texts, and ${quote(node.args[0])} is true or false`,
    );
  }
  if (!isOrder && !(isOption(node.args[0], node.args[1], reading) && isOption(node.args[1], node.args[0], reading))) {
    return null;
  }
  return { kind: 'apply', type: 'flag', operation, operands: [left, right] };
}

/** `value in ["a", "b"]`. Unknown when the value or an entry is. */
export function readIn(node: Binary, reading: Reading): Expression | null {
  const [needle, list] = node.args;
  const value = reading.read(needle);
  if (list.op !== 'list') return reading.report(list, '`in` needs a list, such as `["DE", "AT"]`');
  const entries = list.args.map((entry) => readEntry(entry, needle, value?.type ?? null, reading));
  if (value === null || entries.includes(null)) return null;
  const known = entries as Expression[];
  const literals = known.flatMap((entry) => (entry.kind === 'literal' && entry.value !== null ? [entry.value] : []));
  if (literals.length < known.length)
    return { kind: 'apply', type: 'flag', operation: 'in', operands: [value, ...known] };
  const wanted = new Set<number | string | boolean>(literals);
  return { kind: 'test', type: 'flag', operands: [value], holds: (given) => wanted.has(given) };
}

function readEntry(entry: ASTNode, needle: ASTNode, type: ValueType | null, reading: Reading): Expression | null {
  const read = reading.read(entry);
  if (read === null || type === null) return null;
  if (read.type !== type) return reportMixed({ args: [needle, entry] }, [type, read.type], reading);
  return isOption(entry, needle, reading) ? read : null;
}

/** False, with an issue, when a literal is compared with a dimension that has no such option. "" means: not applicable. */
function isOption(text: ASTNode, place: ASTNode, reading: Reading): boolean {
  if (text.op !== 'value' || typeof text.args !== 'string' || text.args === '') return true;
  const found = memberOf(place, reading);
  const ids = found?.member.optionIds ?? null;
  if (found === null || ids === null || ids.includes(text.args)) return true;
  reading.report(
    text,
    `Dimension ${shown(found.name)} has no option ${shown(text.args)}${suggestName(text.args, ids)}`,
  );
  return false;
}

type Pair = { readonly args: readonly [ASTNode, ASTNode] };

/** At the literal, if one side is one: that is what was written wrongly. */
function reportMixed({ args }: Pair, types: readonly [ValueType, ValueType], reading: Reading): null {
  const wrong = args[0].op === 'value' ? 0 : 1;
  const other = 1 - wrong;
  const [given, otherType] = [args[wrong]!, types[other]!];
  const says = `${quote(given)} is ${TYPE_WORDS[types[wrong]!]} and ${quote(args[other]!)} is ${TYPE_WORDS[otherType]}`;
  return reading.report(given, `${says}: they cannot be compared${mixedHint(given, args[other]!, otherType)}`);
}

function mixedHint(given: ASTNode, other: ASTNode, otherType: ValueType): string {
  if (given.op !== 'value') return '';
  if (otherType === 'text') return `; put it in quotes: \`"${String(given.args)}"\``;
  if (otherType === 'flag') return `; write ${quote(other)} or \`!${quote(other).replaceAll('`', '')}\` alone`;
  return typeof given.args === 'string' && Number.isFinite(Number(given.args)) ? '; leave out the quotes' : '';
}

/** A value that is written out. Whole numbers are doubles like all others: `customer.age > 30` needs no `30.0`. */
export function readLiteral(node: NodeOf<'value'>, reading: Reading): Expression | null {
  const value = node.args;
  if (typeof value === 'string') return literal('text', value);
  if (typeof value === 'boolean') return literal('flag', value);
  if (typeof value === 'number') return literal('number', value);
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number)
      ? literal('number', number)
      : reading.report(node, `${quote(node)} is too large`);
  }
  if (value === null)
    return reading.report(node, 'There is no `null`; `!has(customer.name)` is true when an attribute is missing');
  return reading.report(node, `${quote(node)} is not a number, a text in quotes, \`true\` or \`false\``);
}
