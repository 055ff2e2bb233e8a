/**
 * `npm run -s examples -- [NAME …] [--write] [--days N] [--seed S] [--customers N]`: plays the examples (default: all, 56 days,
 * seed 1, as many customers as each has) and prints docs/guides/use-cases/results.md, or writes it with `--write`. Examples that are
 * not played keep what the page says of them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { playExample } from './examples/play-example.ts';
import { type ExampleResult, resultsIn, resultsPage, withResults } from './examples/results-page.ts';

const PAGE = fileURLToPath(new URL('../docs/guides/use-cases/results.md', import.meta.url));
const ALL = ['cross-sell', 'lead-nurture', 'loyalty', 'referral', 'renewal', 'repeat-purchase', 'winback'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    days: { type: 'string', default: '56' },
    seed: { type: 'string', default: '1' },
    customers: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`examples: there is no "${unknown.join('", "')}"; there are: ${ALL.join(', ')}`);
  process.exitCode = 2;
} else await playAll(positionals.length === 0 ? ALL : positionals);

/** One after another, each written as soon as it is there: what is played is kept when a later one fails. */
async function playAll(names: readonly string[]): Promise<void> {
  let results = resultsIn(await readFile(PAGE, 'utf8').catch(() => ''));
  for (const example of names) {
    results = withResults(results, [await play(example)]);
    if (values.write) await keep(results);
  }
  if (values.write) console.error(`wrote ${PAGE}`);
  else console.log(resultsPage(results));
}

function play(example: string): Promise<ExampleResult> {
  const customers = values.customers === undefined ? null : Number(values.customers);
  return playExample({ example, days: Number(values.days), seed: values.seed, customers });
}

async function keep(results: readonly ExampleResult[]): Promise<void> {
  await mkdir(dirname(PAGE), { recursive: true });
  await writeFile(PAGE, resultsPage(results));
}
