// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Braze's Liquid looks.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { lint } from './lint.ts';
import { preview } from './preview.ts';
import { createPreviewer } from './previewer.ts';

const properties = {
  offer: '10 %',
  list: ['a', 'b'],
  nested: { deep: 'x' },
  decision_id: 'd1',
  empty: null,
};
const render = (template: string, more: object = {}) => preview({ template, properties, ...more });
const text = (template: string, more: object = {}) => {
  const result = render(template, more);
  return result.kind === 'rendered' ? result.text : result;
};

test.each<[string, string]>([
  ['{{api_trigger_properties.${offer}}}', '10 %'],
  ['{{ api_trigger_properties.${offer} | upcase }}!', '10 %!'],
  ['{{api_trigger_properties.${nested}.${deep}}}', 'x'],
  ['{{api_trigger_properties.${list}[0]}}', 'a'],
  ['{{context.${offer}}} {{canvas_entry_properties.${offer}}}', '10 % 10 %'],
  ["{{api_trigger_properties.${none} | default: 'friend'}}", 'friend'],
  ['[{{api_trigger_properties.${none}}}]', '[]'],
  ['{% if api_trigger_properties.${offer} == "10 %" %}yes{% else %}no{% endif %}', 'yes'],
  ['{% for x in api_trigger_properties.${list} %}{{x}},{% endfor %}', 'a,b,'],
  ['{{${first_name}}} {{custom_attribute.${Loved Colour}}}', 'Ada blue'],
  ['costs ${5} and {not liquid}', 'costs ${5} and {not liquid}'],
  ['{{ 1234567 | number_with_delimiter }}', '1,234,567'],
  ['{{ "a b&c" | url_param_escape }}', 'a%20b%26c'],
  ['{% connected_content https://example.com :save x %}{{x}}', ''],
])('%s renders as %j', (template, expected) => {
  const more = { profile: { first_name: 'Ada' }, customAttributes: { 'Loved Colour': 'blue' } };
  expect(text(template, more)).toBe(expected);
});

test('message extras are told apart from the text, and the first of equal keys wins', () => {
  const tag = '{% message_extras :key decision_id :value {{api_trigger_properties.${decision_id}}} %}';
  expect(render(`a${tag}b${tag.replace('{{api', 'x{{api')}`)).toEqual({
    kind: 'rendered',
    text: 'ab',
    messageExtras: { decision_id: 'd1' },
  });
});

test('an abort ends the message with its reason', () => {
  const template = "a{% if api_trigger_properties.${offer} != blank %}{% abort_message('no offer') %}{% endif %}b";
  expect(render(template)).toEqual({ kind: 'aborted', reason: 'no offer' });
  expect(render('{% abort_message() %}')).toEqual({ kind: 'aborted', reason: '' });
});

test('values are never read as templates, whatever they hold', () => {
  const evil = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '{{ 7 | times: 6 }}',
      '{% abort_message("x") %}',
      '${a}',
      '{{api_trigger_properties.${decision_id}}}',
      '{% raw %}',
    ),
  );
  fc.assert(
    fc.property(evil, evil, (a, b) => {
      const template = '{{api_trigger_properties.${a}}}|{{custom_attribute.${b}}}';
      const result = preview({ template, properties: { a }, customAttributes: { b } });
      expect(result).toMatchObject({ kind: 'rendered', text: `${a}|${b}` });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('nothing of the language behind is reachable', () => {
  for (const path of ['constructor', '__proto__', 'offer.constructor', 'list.constructor.name', 'toString']) {
    const name = path
      .split('.')
      .map((part) => `\${${part}}`)
      .join('.');
    expect(text(`[{{api_trigger_properties.${name}}}]`)).toBe('[]');
  }
  for (const template of ["{% include 'package.json' %}", "{% render '/etc/passwd' %}", "{% layout 'x' %}"]) {
    expect(render(template)).toMatchObject({ kind: 'failed', reason: expect.not.stringContaining('root:') });
  }
});

test.each<[string, string]>([
  ['an output that is not closed', 'a {{ b'],
  ['a tag that is not closed', '{% if true %}x'],
  ['an unknown tag', '{% unheard_of %}'],
  ['an unknown filter', '{{ 1 | unheard_of }}'],
  ['message extras without a key', '{% message_extras %}'],
])('%s fails with its place, and the lint says so', (_name, template) => {
  const result = render(template);
  expect(result).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/line 1/) });
  expect(lint({ template, source: 'context', dimensions: [] })).toMatchObject([{ code: 'syntax', severity: 'error' }]);
});

test('any text ends in a preview and a lint, never in a crash', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    '${',
    '}',
    'a.',
    ' | default: ',
    "'",
    '"',
    'if',
    'for x in',
    'message_extras :key',
    '\n',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
      const template = pieces.join('');
      expect(['rendered', 'aborted', 'failed']).toContain(render(template).kind);
      expect(Array.isArray(lint({ template, source: 'context', dimensions: ['a'] }))).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each<[string, string]>([
  [
    'loops in loops',
    '{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}',
  ],
  ['a range without end', '{% for a in (1..999999999) %}x{% endfor %}'],
  ['text that doubles', `{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(40)}{{a}}`],
  ['a template of 2 MB', 'x{{ 1 }}'.repeat(250_000)],
])('%s: stopped by a limit', (_name, template) => {
  expect(render(template)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('limit_exceeded') });
});

test('100,000 characters of braces take no time', () => {
  for (const piece of ['{{', '${', '{{${', '{%', '{{a.${b']) {
    const template = piece.repeat(100_000 / piece.length);
    const from = performance.now();
    lint({ template, source: 'context', dimensions: [] });
    expect(performance.now() - from).toBeLessThan(2_000);
  }
});

const codes = (template: string) =>
  lint({ template, source: 'api_trigger_properties', dimensions: ['offer', 'subject'], others: ['decision_id'] }).map(
    ({ code, severity, name }) => `${severity} ${code} ${name}`,
  );

test('each dimension has its placeholder and each placeholder its dimension', () => {
  const extras = '{% message_extras :key decision_id :value {{api_trigger_properties.${decision_id} | default: ""}} %}';
  const good =
    "{{api_trigger_properties.${offer} | default: 'x'}}{% if api_trigger_properties.${subject} %}s{% endif %}";
  expect(codes(good + extras)).toEqual([]);
  expect(
    codes(`{{api_trigger_properties.\${offer}}}{{api_trigger_properties.\${colour} | default: 'x'}}${extras}`),
  ).toEqual(['error dimension_unused subject', 'error placeholder_unknown colour', 'warning no_default offer']);
  expect(codes(`${good}<a href="https://shop.example/">`)).toEqual([
    'suggestion decision_not_in_extras decision_id',
    'suggestion decision_not_in_links decision_id',
  ]);
  expect(codes(`${good}${extras}{{content_blocks.\${footer}}}`)).toEqual(['warning not_previewed null']);
});

const previewer = createPreviewer(500);
afterAll(() => previewer.close());

test('a preview that takes too long is ended, and the next one is served', async () => {
  // One long step: the engine looks at its clock between steps only.
  const slow = `{% assign a = "${'a,'.repeat(4_000)}" | split: "," %}${'{% assign a = a | concat: a %}'.repeat(9)}{{ a | sort | uniq | join: "" }}`;
  const results = await Promise.all([
    previewer.preview({ template: '{{context.${offer}}}', properties }),
    previewer.preview({ template: `${slow.repeat(20)}`, properties }),
    previewer.preview({ template: '{{context.${decision_id}}}', properties }),
  ]);
  expect(results).toMatchObject([{ text: '10 %' }, { kind: 'failed' }, { text: 'd1' }]);
});
