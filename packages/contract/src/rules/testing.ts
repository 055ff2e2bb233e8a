/** What the tests of expressions share: an agent, tables, and the CEL library's own evaluation as the plain twin. Only for tests. */
import type { ChosenIds, ContextTable, RawEvent } from '@fitly/core/data';
import type { Agent, AttributeType, EventFieldType } from '@fitly/core/design';
import type { CustomerKey } from '@fitly/core/terms';
import { parseAgentFile } from '../agent-file/parse-agent-file.ts';
import { compileExpressions } from './compile-expressions.ts';
import type { Expression } from './expression.ts';
import { parseForLibrary } from './read/library-check.ts';
import type { Vocabulary } from './read/vocabulary.ts';

const ATTRIBUTES: Readonly<Record<string, AttributeType>> = {
  age: 'number',
  spend: 'number',
  country: 'category',
  plan: 'category',
  'favourite colour': 'category',
  vip: 'boolean',
  blocked: 'boolean',
};
export const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  offer: ['none', 'gift', 'half_price'],
  channel: ['email', 'push'],
};
const FIELDS: Readonly<Record<string, EventFieldType>> = { months: 'number', contract: 'text', renewed: 'boolean' };

const file = {
  name: 'test',
  timeZone: 'UTC',
  audience: { segments: ['s'] },
  success: { event: 'visit', currency: 'EUR', fields: FIELDS },
  dimensions: Object.entries(OPTIONS).map(([id, ids]) => ({
    id,
    kind: 'custom',
    options: ids.map((option, index) => ({ id: option, cost: index * 2 })),
  })),
  context: Object.entries(ATTRIBUTES).map(([attribute, type]) => ({ attribute, type })),
  delivery: { connection: 'c', ids: { default: 'c1' } },
};

/** Numbers `age` and `spend`, categories, flags; offers and channels with costs 0, 2, 4. */
export const TEST_AGENT: Agent = agentOf(file);

function agentOf(content: object): Agent {
  const parsed = parseAgentFile(JSON.stringify(content), 'test.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues, null, 1));
  return parsed.agent;
}

export const withRules = (...denyWhen: readonly string[]): Agent => ({
  ...TEST_AGENT,
  constraints: {
    ...TEST_AGENT.constraints,
    rules: denyWhen.map((text, index) => ({ id: `r${index}`, denyWhen: text, reason: `r${index}` })),
  },
});
export const withAudience = (rule: string): Agent => ({ ...TEST_AGENT, audience: { ...TEST_AGENT.audience, rule } });
export const withValue = (value: string, fields = TEST_AGENT.success.fields): Agent => ({
  ...TEST_AGENT,
  success: { ...TEST_AGENT.success, value, fields },
});

export function expressionsOf(agent: Agent) {
  const result = compileExpressions(agent);
  if (!result.ok) throw new Error(JSON.stringify(result.issues, null, 1));
  return result.expressions;
}

/** `12 path: message` per issue, the number being where it begins in the expression. */
export function issuesOf(agent: Agent): string[] {
  const result = compileExpressions(agent);
  return result.ok ? [] : result.issues.map(({ span, path, message }) => `${span.start} ${path.join('.')}: ${message}`);
}

export type Customer = Readonly<Record<string, number | string | boolean>>;

/** A table of the test agent's attributes; what a customer does not have is missing. `absent`: columns that are left out. */
export function tableOf(customers: readonly Customer[], absent: readonly string[] = []): ContextTable {
  const attributes = TEST_AGENT.context.filter(({ attribute }) => !absent.includes(attribute));
  const columns = attributes.map(({ attribute, type }) =>
    type === 'category'
      ? customers.map((customer) => (attribute in customer ? String(customer[attribute]) : null))
      : Float64Array.from(customers, (customer) => (attribute in customer ? Number(customer[attribute]) : Number.NaN)),
  );
  return { attributes, rowCount: customers.length, columns };
}

export const eventOf = (amount: number, fields: RawEvent['fields'] = {}): RawEvent => ({
  customerKey: '' as CustomerKey,
  at: 0,
  amount,
  fields,
});

/** A text evaluated by the CEL library alone; null when it raises an error, which is how CEL says "unknown". */
export function plainTwin(source: string, vocabulary: Vocabulary, expression: Expression) {
  const evaluate = parseForLibrary(source, vocabulary, expression);
  return (input: { readonly customer: Customer; readonly action?: ChosenIds }): unknown => {
    const action = Object.entries(input.action ?? {}).map(([id, option]) => [id, option ?? '']);
    try {
      return evaluate({ ...input, action: Object.fromEntries(action) });
    } catch {
      return null;
    }
  };
}
