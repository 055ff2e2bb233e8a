/**
 * `npm run -s bench -- braze-faults --recipients 20000 --seeds 20 [--json]`: the long form of test/braze/all-faults.test.ts. Each
 * seed makes a schedule of its own over all faults; what breaks a promise is printed with its seed.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runFaultCampaign } from '../test/braze/fault-campaign.ts';
import { machine, printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    recipients: { type: 'string', default: '20000' },
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    callers: { type: 'string', default: '16' },
    share: { type: 'string', default: '0.3' },
    json: { type: 'boolean', default: false },
  },
});

const findings: string[] = [];
process.on('unhandledRejection', (error) => findings.push(`unhandled: ${String(error)}`));
process.on('uncaughtException', (error) => findings.push(`unhandled: ${String(error)}`));

console.log(`${machine}, load ${loadavg()[0]?.toFixed(1)}`);
for (let i = 0; i < Number(values.seeds); i++) {
  const seed = String(Number(values.first) + i);
  const from = performance.now();
  const result = await runFaultCampaign({
    seed,
    recipients: Number(values.recipients),
    callers: Number(values.callers),
    share: Number(values.share),
    timeoutMs: 500,
  });
  findings.push(...result.findings);
  const { sends, reads } = result;
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const classes = Object.entries(sends).map(([kind, count]) => `${kind} ${count}`);
  console.log(
    `seed ${seed}: ${classes.join(', ')}; reads ${reads.succeeded} succeeded, ${reads.failed} told an error; ${result.findings.length} findings, ${seconds} s`,
  );
}
console.log(findings.length === 0 ? 'No finding.' : `FAILED: ${findings.length}\n${findings.slice(0, 50).join('\n')}`);
if (values.json) printJson('braze-faults', { findings });
process.exitCode = findings.length === 0 ? 0 : 1;
