import type { RecommendationColumn, RecommendationTable } from '@fitly/core/dispatch';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from './csv-text.ts';
import { jsonlText } from './jsonl-text.ts';

const column = (name: string, type: RecommendationColumn['type'], ...values: RecommendationColumn['values']) => ({
  name,
  type,
  values,
});
const tableOf = (...columns: RecommendationColumn[]): RecommendationTable => ({
  rowCount: columns[0]!.values.length,
  columns,
});
const csv = (table: RecommendationTable): string => [...csvText(table)].join('');
const jsonl = (table: RecommendationTable): string => [...jsonlText(table)].join('');

const MIXED = tableOf(
  column('external_id', 'text', 'ada, "the first"', '-7'),
  column('send_at', 'instant', Date.UTC(2026, 0, 5, 13), null),
  column('value_percent', 'number', -10, null),
  column('value_urgent', 'boolean', true, false),
);

describe('CSV', () => {
  test('is quoted where it must be, with instants in UTC, empty cells for nothing and numbers as numbers', () => {
    expect(csv(MIXED)).toBe(
      [
        'external_id,send_at,value_percent,value_urgent',
        '"ada, ""the first""",2026-01-05T13:00:00.000Z,-10,true',
        "'-7,,,false",
        '',
      ].join('\n'),
    );
  });

  test.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])('%j is no formula', (text) => {
    expect(parse(csv(tableOf(column('x', 'text', text))), { columns: true })).toEqual([{ x: `'${text}` }]);
  });

  test('any texts come back as they were, but for the apostrophe, and no cell begins a formula', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('=', '"', ',', '\n', '\r', "'", 'a') }),
    );
    const property = fc.property(fc.array(text, { minLength: 1 }), (texts) => {
      const written = csv(tableOf(column('x', 'text', ...texts), column('y', 'text', ...texts.map(() => 'end'))));
      const read = parse(written, { record_delimiter: '\n', from_line: 1 }).slice(1) as string[][];
      expect(read.map(([cell]) => cell)).toEqual(
        texts.map((each) => (/^[=+\-@\t\r＝＋－＠]/.test(each) ? `'${each}` : each)),
      );
    });
    fc.assert(property, { seed: 7 });
  });

  test('of ten thousand rows and more is one header and every row', () => {
    const values = Array.from({ length: 20_001 }, (_, row) => row);
    expect(csv(tableOf(column('n', 'number', ...values)))).toBe(`n\n${values.join('\n')}\n`);
  });
});

test('JSON Lines carry every column of every row, with nothing added to any text', () => {
  expect(
    jsonl(MIXED)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { external_id: 'ada, "the first"', send_at: '2026-01-05T13:00:00.000Z', value_percent: -10, value_urgent: true },
    { external_id: '-7', send_at: null, value_percent: null, value_urgent: false },
  ]);
});

test('nobody to write for is a header in CSV and nothing in JSON Lines', () => {
  const nobody = tableOf(column('external_id', 'text'));
  expect([csv(nobody), jsonl(nobody)]).toEqual(['external_id\n', '']);
});
