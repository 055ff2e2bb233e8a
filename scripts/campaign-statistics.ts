/**
 * `npm run campaign:statistics`: every claim about the statistics (S2 to S8), played out over its seeds. Prints claim, goal,
 * what was measured with its uncertainty, and the seeds; ends with 1 when a goal is missed. `--effort 0.1` plays a tenth.
 */
import { parseArgs } from 'node:util';
import { CLAIMS } from '../bench/statistics/claims/index.ts';

const { values } = parseArgs({ options: { effort: { type: 'string', default: '1' }, only: { type: 'string' } } });
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
