/** The page `docs/reference/world.md`: one row for every key of the world file, from its schema. */
import { definitionName, formsOf, type JsonSchema, worldJsonSchema } from './json-schema.ts';

/** Path from the root of the repository → text. */
export function referenceFiles(): Readonly<Record<string, string>> {
  return { 'docs/reference/world.md': worldReference() };
}

function worldReference(): string {
  const schema = worldJsonSchema();
  const parts = Object.entries(PARTS).flatMap(([name, { title, text }]) => [
    `## ${title}`,
    '',
    ...text,
    '',
    ...tableOf(schema.$defs?.[name] ?? {}),
  ]);
  return [...HEAD, ...tableOf(schema), ...parts].join('\n');
}

const HEAD = [
  '# The world file',
  '',
  '<!-- Written by packages/simulator/scripts/write-world-reference.ts from the schema: change it there. -->',
  '',
  'A world is an audience that answers: customers with attributes, what they do by themselves, and what messages change',
  'about it. Worlds stand behind the sandbox, and policies are played in them without it. Each of the seven use cases under',
  '`examples/` has one. The same world with the same seed always does the same.',
  '',
  'Short forms: `2%` or `0.02` for a share; `36 hours`, `2 days`, `1 week` or `2` (days) for a time; a bare word for a list of',
  'one name. NAME stands for a name of your own, `[]` for each entry of a list. Where the type names a part, its keys are listed',
  'below under that name.',
  '',
  'How often a message is answered: take the log-odds of `rate`, add every effect whose `when` holds, add what fatigue takes',
  'away, and turn the sum into a probability again. A customer answers a message at most once per outcome. What customers do',
  'by themselves (`background`) goes on beside it.',
  '',
];

/** Definitions of the schema in the order of the page. */
const PARTS: Readonly<Record<string, { readonly title: string; readonly text: readonly string[] }>> = {
  attribute: {
    title: 'attribute',
    text: ['Exactly one of `uniform`, `integer`, `normal`, `lognormal`, `oneOf`, `probability` says how it is drawn.'],
  },
  outcome: { title: 'outcome', text: ['Something that customers do: a custom event or a purchase.'] },
  chance: { title: 'chance', text: ['A probability with effects.'] },
  amount: {
    title: 'amount',
    text: ['Money of an event. Exactly one of `fixed`, `lognormal`, `attribute`, `property` says how much it is.'],
  },
  field: {
    title: 'field',
    text: [
      'What an event carries besides. Exactly one of `property`, `attribute`, `oneOf`, `value` says what it holds.',
    ],
  },
  effect: { title: 'effect', text: ['Raises or lowers the log-odds of something that may happen.'] },
  factor: { title: 'factor', text: ['Multiplies a quantity: a rate per day, an amount of money.'] },
  condition: { title: 'condition', text: ['All that is given must hold; an empty one always holds.'] },
  per: { title: 'per', text: ['Exactly one of `attribute`, `property`.'] },
};

function tableOf(schema: JsonSchema): string[] {
  const rows = rowsOf(schema, '').map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return ['| key | type | unit | default | example | meaning |', '|---|---|---|---|---|---|', ...rows, ''];
}

function rowsOf(schema: JsonSchema, prefix: string): string[][] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const needed = required.includes(key) ? 'required' : '';
    const row = [
      `\`${path}\``,
      typeWords(value),
      value['x-unit'] ?? '',
      value['x-default'] === undefined ? needed : shown(value['x-default']),
      value['x-example'] === undefined ? '' : shown(value['x-example']),
      value.description ?? '',
    ];
    return [row, ...innerRows(value, path)];
  });
}

/** Keys below a key; those of a part have a table of their own. */
function innerRows(schema: JsonSchema, path: string): string[][] {
  if (definitionName(schema) !== null) return [];
  return formsOf(schema).flatMap((form) => [
    ...rowsOf(isNoted(form) ? form : {}, `${path}.`),
    ...(form.items === undefined ? [] : innerRows(form.items, `${path}[]`)),
    ...(typeof form.additionalProperties === 'object' ? innerRows(form.additionalProperties, `${path}.NAME`) : []),
  ]);
}

/** Small objects such as a range are explained where they are used, not key by key. */
const isNoted = ({ properties = {} }: JsonSchema): boolean =>
  Object.values(properties).every(({ description }) => description !== undefined);

function typeWords(schema: JsonSchema): string {
  const name = definitionName(schema);
  if (name !== null) return `[${name}](#${name})`;
  const words = formsOf(schema).flatMap((form) => {
    if (form.enum !== undefined || form.const !== undefined) {
      return (form.enum ?? [form.const]).map((value) => `\`${String(value)}\``);
    }
    if (form.prefixItems !== undefined) return ['list of two numbers'];
    if (form.items !== undefined) return [`list of ${typeWords(form.items)}`];
    const inner = form.additionalProperties;
    if (typeof inner === 'object') return [`keys, each ${typeWords(inner)}`];
    return [form.type ?? []].flat().map((type) => TYPE_WORDS[type] ?? type);
  });
  return [...new Set(words)].join(', ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true`, `false`',
  array: 'list',
  object: 'keys',
  null: '`null`',
};

const shown = (value: unknown): string => `\`${JSON.stringify(value)}\``;
