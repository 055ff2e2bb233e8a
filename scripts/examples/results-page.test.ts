import { expect, test } from 'vitest';
import { type ExampleResult, resultsIn, resultsPage, withResults } from './results-page.ts';

const result = (example: string, customers = 4_000): ExampleResult => ({
  row: {
    ...{ example, customers, days: 56, seed: '1', currency: 'EUR' },
    ...{ againstRandom: '+12.0 % (+3.0 % to +21.0 %)', againstHoldout: 'Too early' },
    yards: { uniform: 0.01234, bestFixed: 0.02, oracle: 0.05 },
  },
  report: `Better · ${example}\n\n  | a ─ report | with lines\n`.trimEnd(),
});

test('a page is sorted by name, and its table says what the sections do', () => {
  const page = resultsPage([result('winback'), result('loyalty')]);
  expect(page.match(/^## .*$/gm)).toEqual(['## loyalty', '## winback']);
  expect(page).toContain(
    '| [loyalty](#loyalty) | 4,000 | +12.0 % (+3.0 % to +21.0 %) | Too early | 0.0123 EUR | 0.0200 EUR | 0.0500 EUR |',
  );
});

test('what was written is read again, so that one example can be replaced and the others stay', () => {
  const old = [result('loyalty'), result('winback')];
  expect(resultsIn(resultsPage(old))).toEqual(old);
  const next = withResults(resultsIn(resultsPage(old)), [result('winback', 500)]);
  expect(resultsIn(resultsPage(next))).toEqual([result('loyalty'), result('winback', 500)]);
});

test('a page of another kind holds no results', () => {
  expect(resultsIn('# Something else\n\n```text\nno result\n```\n')).toEqual([]);
});
