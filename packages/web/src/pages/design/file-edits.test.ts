import { readFileSync } from 'node:fs';
import { viewYaml } from '@fitly/contract/yaml';
import { describe, expect, test } from 'vitest';
import { withoutValue, withValue } from './file-edits.ts';
import { choicesAt, isFlag, isRequired, schemaAt, typedValue } from './schema-at.ts';
import { shareOf, shownValue, valueAt } from './values.ts';

const text = readFileSync(new URL('../../../../../examples/cross-sell/agent.yaml', import.meta.url), 'utf8');
const removed = (from: string, path: (string | number)[]) => withoutValue(from, viewYaml(from, 'f').root, path);

describe('the form edits the file', () => {
  test('a bare word or hour that gets a label keeps its id', () => {
    const bare =
      'dimensions:\n  - id: hour\n    options: [8, 12]   # hours\n  - id: words\n    options:\n      - plain\n';
    expect(withValue(bare, ['dimensions', 0, 'options', 0, 'label'], 'Early')).toContain(
      'options: [{ id: h08, label: Early, hour: 8 }, 12]   # hours',
    );
    expect(withValue(bare, ['dimensions', 1, 'options', 0, 'values', 'subject'], 'Hi')).toContain('plain\n'.trim());
    const both = withValue(bare, ['dimensions', 1, 'options', 0, 'values', 'subject'], 'Hi');
    expect(viewYaml(both, 'f').root).toMatchObject({
      dimensions: [{}, { options: [{ id: 'plain', values: { subject: 'Hi' } }] }],
    });
  });

  test('an expression of several lines keeps its form', () => {
    const now = withValue(
      text,
      ['constraints', 'rules', 0, 'denyWhen'],
      'customer.area == "rural" && action.plan == "fiber_300"',
    );
    expect(now).toContain('denyWhen: >\n        customer.area == "rural"\n        && action.plan == "fiber_300"\n');
  });

  test('what is taken out takes along what would be empty, unless it is required', () => {
    expect(removed('a: 1\nconstraints:\n  quietDays: [sunday]\n', ['constraints', 'quietDays', 0])).toBe('a: 1\n');
    expect(removed('dimensions:\n  - id: a\n', ['dimensions', 0])).toBe('dimensions: []\n');
    const without = removed(text, ['dimensions', 2, 'options', 2, 'requires', 'discount', 0]);
    expect(without).toContain('requires: { discount: [credit_60] }   # without a credit');
  });
});

test('the schema says what may stand where', () => {
  expect(choicesAt(['dimensions', 0, 'kind'])).toContain('send_hour');
  expect(choicesAt(['name'])).toBeNull();
  expect([isRequired(['success', 'event']), isRequired(['success', 'currency'])]).toEqual([true, false]);
  expect(schemaAt(['constraints', 'caps', 0, 'max'])).toMatchObject({ 'x-unit': 'sends' });
  expect([isFlag(['delivery', 'mirrorGroups']), isFlag(['delivery', 'readBack'])]).toEqual([true, true]);
  expect(isFlag(['dimensions', 0, 'options', 0, 'values', 'subject'])).toBe(false);
  expect([typedValue(['constraints', 'caps', 0, 'max'], '2'), typedValue(['success', 'horizon'], '7 days')]).toEqual([
    2,
    '7 days',
  ]);
  const value = (typed: string, wasText?: boolean) =>
    typedValue(['dimensions', 0, 'options', 0, 'values', 'code'], typed, wasText);
  expect([value('15'), value('007'), value('12345678901234567890'), value('15', true), value('')]).toEqual([
    ...[15, '007', '12345678901234567890', '15', ''],
  ]);
  expect(schemaAt(['nowhere', 1])).toBeUndefined();
});

test('a draft may hold anything anywhere', () => {
  expect(valueAt({ a: 'x' }, ['a', 'b', 0])).toBeUndefined();
  expect([shownValue(null), shownValue({ a: 1 }), shownValue('x\n')]).toEqual(['', '{"a":1}', 'x']);
  expect([shareOf('70%'), shareOf(0.7), shareOf('x')]).toEqual([0.7, 0.7, null]);
});
