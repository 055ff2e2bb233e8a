/**
 * `npm run campaign:statistics`: every claim about the statistics (S2 to S8), played out over its seeds. Prints claim, goal,
 * what was measured with its uncertainty, and the seeds; ends with 1 when a goal is missed. `--effort 0.1` plays a tenth.
 * `--product 20` plays so many programmes without any effect through the whole product instead (S2), each of `--days 60` and
 * `--customers 1500`, and prints a line for each.
 */
import { parseArgs } from 'node:util';
import { shareFinding } from '../bench/statistics/claim.ts';
import { CLAIMS } from '../bench/statistics/claims/index.ts';
import { playWithoutEffect } from '../bench/statistics/product-programmes.ts';

const { values } = parseArgs({
  options: {
    effort: { type: 'string', default: '1' },
    only: { type: 'string' },
    product: { type: 'string' },
    days: { type: 'string', default: '60' },
    customers: { type: 'string', default: '1500' },
  },
});
if (values.product === undefined) playClaims();
else await playProduct(Number(values.product), Number(values.customers), Number(values.days));

/** Alone, as it takes some twenty seconds a programme where the others take two minutes in all. */
async function playProduct(programmes: number, customers: number, days: number): Promise<void> {
  console.log(
    `${programmes} programmes of ${customers} customers and ${days} days, agent and random control both uniform`,
  );
  let called = 0;
  for (let seed = 1; seed <= programmes; seed += 1) {
    const played = await playWithoutEffect(seed, customers, days);
    if (played.firstCalled !== null) called += 1;
    const failed = played.failed.length === 0 ? 'none' : played.failed.join(' ');
    console.log(
      `seed ${seed}: ${played.looks} looks, called different ${played.firstCalled ?? 'never'}, random control against itself p ${played.trust.toPrecision(3)}, failed checks ${failed}`,
    );
  }
  const { measured, uncertainty, passed } = shareFinding(called, programmes, { atMost: 0.06 });
  console.log(
    `ever called different: ${called} of ${programmes}, ${measured} (${uncertainty}); goal ≤ 5 % (+1 %): ${passed ? 'met' : 'MISSED'}`,
  );
  process.exitCode = passed ? 0 : 1;
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
