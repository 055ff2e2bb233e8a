import { emptyHistory, markDay, setOptions } from '@fitly/core/data';
import { asCustomerKey } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { expect, test } from 'vitest';
import { historyInDays, historyTable } from './history-table.ts';

test('a row of the table says by itself on which days what happened', () => {
  const key = asCustomerKey('0'.repeat(32));
  const day = (text: string): number => dayNumber(text as Parameters<typeof dayNumber>[0]);
  const history = emptyHistory(day('2026-03-02'), ['subject']);
  for (const sent of ['2026-02-27', '2026-03-01', '2025-11-20']) markDay(history, 'send', key, day(sent));
  setOptions(history, 0, day('2026-03-01'), () => 'benefit');
  const row = Object.fromEntries(historyTable(history).columns.map(({ name, values }) => [name, values[0] ?? null]));
  expect(historyInDays(row)).toMatchObject({
    ...{ customer_key: key, send_days: '2026-02-27 2026-03-01', send_before: '2025-11-20' },
    ...{ open_days: '', option_day: '2026-03-01', option_subject: 'benefit' },
  });
});
