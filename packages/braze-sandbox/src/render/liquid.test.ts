// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Braze writes names like this.
import { expect, test } from 'vitest';
import { renderLiquid } from './liquid.ts';

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

test('an abort, a template that cannot be read and one without end say why', () => {
  expect(renderLiquid("{% abort_message('no stock') %}", values).aborted).toBe('no stock');
  expect(renderLiquid('{% if %}', values).aborted).not.toBeNull();
  expect(renderLiquid('{% for i in (1..999999999) %}x{% endfor %}', values).aborted).not.toBeNull();
});
