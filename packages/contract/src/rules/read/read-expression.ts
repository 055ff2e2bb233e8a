import type { ASTNode } from '@marcbachmann/cel-js';
import {
  ARITHMETIC,
  type Arithmetic,
  COMPARISONS,
  type Comparison,
  type Expression,
  type ValueType,
} from '../expression.ts';
import { fold } from '../run/fold.ts';
import type { TextIssue } from './expression-issue.ts';
import { checkWithLibrary } from './library-check.ts';
import { parseText } from './parse-text.ts';
import { readCall, readMethod } from './read-call.ts';
import { readMember, readName } from './read-name.ts';
import {
  readArithmetic,
  readChoose,
  readComparison,
  readFlag,
  readIn,
  readLiteral,
  readLogic,
  readNegate,
  readNot,
  readTyped,
} from './read-operator.ts';
import { type NodeOf, quote, type Reading } from './reading.ts';
import type { Vocabulary } from './vocabulary.ts';

export type ReadExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly issues: readonly TextIssue[] };

/**
 * Text → checked expression of the wanted type, or everything that is wrong with it. A syntax error hides what stands
 * after it; wrong names and types are reported together. Never throws.
 */
export function readExpression(source: string, vocabulary: Vocabulary, wanted: 'flag' | 'number'): ReadExpression {
  const parsed = parseText(source);
  if (!parsed.ok) return { ok: false, issues: [parsed.issue] };
  const issues: TextIssue[] = [];
  const reading: Reading = {
    vocabulary,
    read: (node) => readNode(node, reading),
    report: ({ start, end }, message) => {
      issues.push({ message, span: { start, end }, kind: 'meaning' });
      return null;
    },
  };
  const expression = readWanted(parsed.ast, wanted, reading);
  if (expression === null || issues.length > 0) return { ok: false, issues };
  const doubt = checkWithLibrary(source, vocabulary, expression);
  return doubt === null ? { ok: true, expression: fold(expression) } : { ok: false, issues: [doubt] };
}

function readWanted(ast: ASTNode, wanted: ValueType, reading: Reading): Expression | null {
  const { what } = reading.vocabulary;
  return wanted === 'flag' ? readFlag(ast, reading, what) : readTyped(ast, wanted, reading, what);
}

function readNode(node: ASTNode, reading: Reading): Expression | null {
  switch (node.op) {
    case 'value':
      return readLiteral(node, reading);
    case 'id':
      return readName(node, reading);
    case '.':
    case '[]':
      return readMember(node, reading);
    case 'call':
      return readCall(node, reading);
    case 'rcall':
      return readMethod(node, reading);
    case '&&':
    case '||':
      return readLogic(node, reading);
    case '?:':
      return readChoose(node, reading);
    case '!_':
      return readNot(node, reading);
    case '-_':
      return readNegate(node, reading);
    case 'in':
      return readIn(node, reading);
    case 'list':
      return reading.report(node, 'A list can only stand after `in`');
    default:
      return readBinary(node, reading);
  }
}

type Other = Exclude<ASTNode, NodeOf<'in'>>;

function readBinary(node: Other, reading: Reading): Expression | null {
  const { op } = node;
  const comparison = COMPARISONS.find((each) => each === op);
  if (comparison !== undefined) return readComparison(node as NodeOf<Comparison>, comparison, reading);
  const arithmetic = ARITHMETIC.find((each) => each === op);
  if (arithmetic !== undefined) return readArithmetic(node as NodeOf<Arithmetic>, arithmetic, reading);
  return reading.report(node, `${quote(node)} cannot be used here`);
}
