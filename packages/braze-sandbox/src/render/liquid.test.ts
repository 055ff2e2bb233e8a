// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Braze writes names like this.
import { expect, test } from 'vitest';
import { mayAbort, renderLiquid } from './liquid.ts';

const values = {
  api_trigger_properties: { text: '{{ 7 | times: 6 }} {% raw %} <b>', list: ['x', 'y'], a: { b: 'deep' } },
  profile: { first_name: 'Ada' },
  custom_attribute: { tier: 'gold' },
};
const shown = (template: string): string => renderLiquid(template, values).text;

test('Braze names become values: properties, lists, nested ones, profile and custom attributes', () => {
  expect(shown('{{api_trigger_properties.${list}[1]}} {{api_trigger_properties.${a}.${b}}}')).toBe('y deep');
  expect(shown('{{${first_name}}} {{custom_attribute.${tier}}} {{${nothing} | default: "none"}}')).toBe(
    'Ada gold none',
  );
});

test('a value is output, never a template', () => {
  expect(shown('{{api_trigger_properties.${text}}}')).toBe(values.api_trigger_properties.text);
  expect(shown('{% assign x = api_trigger_properties.${text} %}{{x}}')).toBe(values.api_trigger_properties.text);
});

test('message extras are collected, the first of equal keys counts, and too long ones are dropped', () => {
  const tag = (key: string, value: string): string => `{% message_extras :key ${key} :value ${value} %}`;
  expect(renderLiquid(`a${tag('id', '{{api_trigger_properties.${a}.${b}}}')}${tag('id', 'second')}`, values)).toEqual({
    text: 'a',
    extras: { id: 'deep' },
    aborted: null,
  });
  expect(renderLiquid(tag('id', 'x'.repeat(1_001)), values).extras).toEqual({});
});

test('content blocks are put in, theirs too; one that is not there or has no end stops the message', () => {
  const blocks = new Map([
    ['outer', '<b>{{content_blocks.${inner}}}</b>'],
    ['inner', '{{${first_name}}}'],
    ['endless', '{{content_blocks.${endless}}}{{content_blocks.${endless}}}'],
  ]);
  expect(renderLiquid("{{content_blocks.${outer} | id: 'cb1'}}", values, blocks).text).toBe('<b>Ada</b>');
  expect(renderLiquid('{{content_blocks.${none}}}', values, blocks).aborted).toBe('there is no content block none');
  expect(renderLiquid('{{content_blocks.${endless}}}', values, blocks).aborted).toContain('without end');
});

test('a name keeps its braces inside a tag', () => {
  expect(shown("{% if {{custom_attribute.${tier}}} == 'gold' %}yes{% else %}no{% endif %}")).toBe('yes');
});

test('which templates may stop their message', () => {
  const blocks = new Map([['stop', "{% abort_message('x') %}"]]);
  const may = (template: string): boolean => mayAbort(template, blocks);
  expect([may('plain'), may('{{${first_name}}}'), may('{% if %}')]).toEqual([false, false, true]);
  expect([may("{% abort_message('x') %}"), may('{{content_blocks.${stop}}}')]).toEqual([true, true]);
});

test('an abort, a template that cannot be read and one without end say why', () => {
  expect(renderLiquid("{% abort_message('no stock') %}", values).aborted).toBe('no stock');
  expect(renderLiquid('{% if %}', values).aborted).not.toBeNull();
  expect(renderLiquid('{% for i in (1..999999999) %}x{% endfor %}', values).aborted).not.toBeNull();
});
