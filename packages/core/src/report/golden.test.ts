/** The report of a small programme against figures computed in Python from its single customers. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildReport, type ContrastId, type ReportInput } from './index.ts';

type Figures = Record<'absolute' | 'relative' | 'increment', Record<string, number>>;
const golden = JSON.parse(readFileSync(new URL('./golden/report.json', import.meta.url), 'utf8')) as {
  input: ReportInput;
  expected: Partial<Record<ContrastId, Figures>>;
};
const report = buildReport(golden.input);

test.each(report.contrasts)('$title has the figures of the oracle to 1e-9', (contrast) => {
  const expected = golden.expected[contrast.id]!;
  for (const kind of ['absolute', 'relative', 'increment'] as const) {
    for (const [name, value] of Object.entries(expected[kind])) {
      const actual = (contrast[kind] as unknown as Record<string, number>)[name]!;
      expect(Math.abs(actual - value), `${kind} ${name}`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
    }
  }
});
