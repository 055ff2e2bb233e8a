/**
 * `npm run -s bench -- braze-answers --cases 100000 --seed 1 [--json]`: the long form of bench/support/answer-campaign.test.ts.
 * `--first 1234 --cases 1` looks at a single case again.
 */
import { parseArgs } from 'node:util';
import { runCampaign } from './support/answer-campaign.ts';
import { machine, printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '100000' },
    first: { type: 'string', default: '0' },
    callers: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});

const unhandled: string[] = [];
process.on('unhandledRejection', (error) => unhandled.push(String(error)));
process.on('uncaughtException', (error) => unhandled.push(String(error)));

const result = await runCampaign({
  seed: Number(values.seed),
  cases: Number(values.cases),
  firstCase: Number(values.first),
  callers: Number(values.callers),
});
const findings = [...result.findings, ...unhandled.map((text) => `unhandled: ${text}`)];
const seconds = result.milliseconds / 1000;
console.log(machine);
console.log(
  `${values.cases} mutated answers, seed ${values.seed}, in ${seconds.toFixed(1)} s; slowest ${result.slowestMs.toFixed(0)} ms`,
);
console.log(
  Object.entries(result.kinds)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', '),
);
console.log(
  findings.length === 0 ? 'No finding.' : `FAILED: ${findings.length} findings\n${findings.slice(0, 50).join('\n')}`,
);
if (values.json) printJson('braze-answers', { ...result, findings });
process.exitCode = findings.length === 0 ? 0 : 1;
