import { alternatives, type JsonSchema, listForm, objectForm } from '../schema/json-schema.ts';

/** The page `docs/reference/agent.md`: one row for every key of the agent file, from its schema. */
export function agentReference(schema: JsonSchema): string {
  const rows = fieldRows(schema, '').map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return [
    ...HEAD,
    '| key | type | unit | default | example | active | meaning |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const HEAD = [
  '# The agent file',
  '',
  '<!-- Written by packages/contract/scripts/write-agent-schema.ts from the schema: change it there. -->',
  '',
  'One YAML file per agent. `fitly agent new NAME` writes a starter, `fitly agent validate` reports everything that is',
  'wrong at once, with line and column. Editors that know JSON Schema can use [agent.schema.json](agent.schema.json);',
  'its ranges are published from the rules that `validate` enforces. The table says which keys this version acts on:',
  'the others are read, checked and listed by `validate`, and an agent that uses one may only send to a sandbox.',
  '',
  'Short forms: `14 days`, `2 weeks` or `14` for a time; `70%` or `0.7` for a share; a bare word for an option whose',
  'label is its id; a bare number for an hour; a plain list for segments any of which counts.',
  '',
];

function fieldRows(schema: JsonSchema, prefix: string, inactiveAbove = false): string[][] {
  const { properties = {}, required = [] } = objectForm(schema) ?? {};
  return Object.entries(properties).flatMap(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const inactive = inactiveAbove || value['x-notActiveYet'] === true;
    const row = [
      `\`${path}\``,
      typeWords(value),
      unitWords(value),
      required.includes(key) ? 'required' : valueWords(value.default),
      valueWords(value.examples?.[0]),
      inactive ? 'not yet' : 'yes',
      value.description ?? '',
    ];
    const items = listForm(value)?.items;
    const inner = items !== undefined && objectForm(items) !== undefined ? fieldRows(items, `${path}[]`, inactive) : [];
    return [row, ...inner, ...fieldRows(value, path, inactive)];
  });
}

function typeWords(schema: JsonSchema): string {
  const words = alternatives(schema).flatMap((form) => {
    if (form.enum !== undefined) return form.enum.map((value) => `\`${String(value)}\``);
    return [form.type ?? []].flat().map((type) => TYPE_WORDS[type] ?? type);
  });
  return [...new Set(words)].join(', ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: '`true`, `false`',
  array: 'list',
  object: 'keys',
  null: '`null`',
};

function unitWords(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum } = schema;
  const low = minimum ?? exclusiveMinimum;
  const range =
    low === undefined || maximum === undefined
      ? ''
      : `${exclusiveMinimum === undefined ? '' : 'above '}${low} to ${maximum}`;
  return [schema['x-unit'] ?? '', range].filter((part) => part !== '').join(', ');
}

const valueWords = (value: unknown): string => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);
const escapeCell = (text: string): string => text.replaceAll('|', '\\|');
