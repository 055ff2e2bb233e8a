/**
 * The demo's programme under many seeds, in process: for each, the uplift of the agent over the random control with its
 * confidence sequence after 56 days, with the planted effects of subject line and hour and without them. The same audience,
 * steps and keys as the product (`support/pure-programme.ts`); seed 1 is what `npm start` shows. `--policy`: another than the
 * agent file's.
 *
 *   npm run -s bench -- hillstrom-seeds [--seeds 1-20] [--days 56] [--customers 38400] [--policy linear_thompson] [--json]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseAgentFile } from '@fitly/contract';
import type { Agent } from '@fitly/core/design';
import { compareGroups, sideOfZero } from '@fitly/core/measure';
import { demoIdentity, playProgramme } from './support/pure-programme.ts';
import { machine, printJson } from './support/report.ts';

interface Uplift {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Whether both intervals, absolute and relative, lie above 0: what the report calls "better". */
  readonly better: boolean;
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-20' },
    days: { type: 'string', default: '56' },
    customers: { type: 'string', default: '38400' },
    policy: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const agent = readAgent();
if (!values.json) console.log('| seed | planted effects on | off | of the uplift planted |\n|---|---|---|---|');
const results = seedsOf(values.seeds).map((seed) => {
  const result = { seed, planted: upliftOf(seed, true), real: upliftOf(seed, false) };
  if (!values.json) console.log(rowOf(result));
  return result;
});
summarise();

function upliftOf(seed: number, planted: boolean): Uplift {
  const played = playProgramme({
    ...demoIdentity(String(seed)),
    agent,
    planted,
    customers: Number(values.customers),
    days: Number(values.days),
  });
  const { groups } = played.days.at(-1)!;
  const plannedSize = groups.agent.n + groups.random_control.n;
  const reading = compareGroups(groups.agent, groups.random_control, { alpha: 0.05, plannedSize });
  if (reading.kind !== 'reading' || reading.relative === null) return { estimate: 0, low: 0, high: 0, better: false };
  const { estimate, low, high } = reading.relative;
  return { estimate, low, high, better: sideOfZero(reading) === 1 };
}

function summarise(): void {
  const count = (pick: (each: (typeof results)[number]) => Uplift): number =>
    results.filter((each) => pick(each).better).length;
  const mean = (pick: (each: (typeof results)[number]) => number): number =>
    results.reduce((sum, each) => sum + pick(each), 0) / results.length;
  const planted = { better: count((each) => each.planted), mean: mean((each) => each.planted.estimate) };
  const real = { better: count((each) => each.real), mean: mean((each) => each.real.estimate) };
  const plantedShare = 1 - real.mean / planted.mean;
  if (values.json) {
    printJson('hillstrom-seeds', { of: results.length, planted, real, plantedShare, results });
    return;
  }
  console.log(`| mean | ${percent(planted.mean)} | ${percent(real.mean)} | ${(plantedShare * 100).toFixed(0)} % |`);
  console.log(`| interval above 0 | ${planted.better} of ${results.length} | ${real.better} of ${results.length} | |`);
  console.log(`\n${machine}`);
}

function rowOf({ seed, planted, real }: { seed: number; planted: Uplift; real: Uplift }): string {
  const share = planted.estimate > 0 ? `${((1 - real.estimate / planted.estimate) * 100).toFixed(0)} %` : '—';
  return `| ${seed} | ${interval(planted)} | ${interval(real)} | ${share} |`;
}

function interval({ estimate, low, high, better }: Uplift): string {
  return `${percent(estimate)} (${percent(low)} to ${percent(high)})${better ? '' : ' not shown'}`;
}

function percent(value: number): string {
  return `${value < 0 ? '−' : '+'}${(Math.abs(value) * 100).toFixed(1)} %`;
}

function seedsOf(text: string): number[] {
  const [first = 1, last = first] = text.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function readAgent(): Agent {
  const file = new URL('../examples/hillstrom/agent.yaml', import.meta.url);
  const parsed = parseAgentFile(readFileSync(file, 'utf8'), 'agent.yaml');
  if (!parsed.ok) throw new Error(`the demo's agent file has mistakes: ${JSON.stringify(parsed.issues)}`);
  const { policy } = values;
  if (policy === undefined) return parsed.agent;
  if (policy !== 'logistic' && policy !== 'linear_thompson') throw new Error(`--policy ${policy} does not learn`);
  return { ...parsed.agent, learning: { ...parsed.agent.learning, policy } };
}
