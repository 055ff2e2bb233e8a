/**
 * `npm run campaign:statistics`: every claim about the statistics (S2 to S8), played out over its seeds. Prints claim, goal,
 * what was measured with its uncertainty, and the seeds; ends with 1 when a goal is missed. `--effort 0.1` plays a tenth.
 * `--steps 1000` and `--product 20` play so many programmes without any effect instead (S2), by the product's pure steps and through
 * the whole product, each of `--days 60` and `--customers 1500`. They are kept in `--results`: started again, it goes on.
 */
import { parseArgs } from 'node:util';
import { CLAIMS } from '../bench/statistics/claims/index.ts';
import { type Programmes, playProgrammes } from '../bench/statistics/play-programmes.ts';

const { values } = parseArgs({
  options: {
    effort: { type: 'string', default: '1' },
    only: { type: 'string' },
    steps: { type: 'string' },
    product: { type: 'string' },
    days: { type: 'string', default: '60' },
    customers: { type: 'string', default: '1500' },
    results: { type: 'string', default: 'docs/campaigns/without-effect.jsonl' },
  },
});
if (values.steps !== undefined) await play('steps', Number(values.steps));
if (values.product !== undefined) await play('product', Number(values.product));
if (values.steps === undefined && values.product === undefined) playClaims();

/** A line every ten minutes, and one at the end. */
async function play(through: Programmes['through'], programmes: number): Promise<void> {
  const size = { customers: Number(values.customers), days: Number(values.days) };
  const way = through === 'steps' ? 'by the pure steps' : 'through the whole product';
  console.log(`${programmes} programmes without any effect ${way}, ${size.customers} customers, ${size.days} days`);
  const startedAt = Date.now();
  let toldAt = startedAt;
  const { measured, uncertainty, details, passed } = await playProgrammes(
    { through, programmes, ...size, results: values.results },
    (played, of) => {
      if (Date.now() - toldAt < 600_000) return;
      toldAt = Date.now();
      console.log(`${played} of ${of} played`);
    },
  );
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(
    `ever called different: ${measured} (${uncertainty}); goal ≤ 5 % (+1 %): ${passed ? 'met' : 'MISSED'}; ${seconds} s`,
  );
  console.log(details);
  if (!passed) process.exitCode = 1;
}

function playClaims(): void {
  const claims = CLAIMS.filter(({ id }) => values.only === undefined || values.only === id);

  console.log('| id | claim | goal | measured | uncertainty | seeds | verdict |\n|---|---|---|---|---|---|---|');
  let missed = 0;
  for (const { id, claim, goal, play } of claims) {
    const { measured, uncertainty, seeds, passed } = play(Number(values.effort));
    if (!passed) missed += 1;
    console.log(`| ${[id, claim, goal, measured, uncertainty, seeds, passed ? 'met' : 'MISSED'].join(' | ')} |`);
  }
  console.log(missed === 0 ? '\nAll goals met.' : `\n${missed} goal(s) missed.`);
  process.exitCode = missed === 0 ? 0 : 1;
}
