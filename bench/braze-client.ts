/**
 * `npm run -s bench -- braze-client [--requests 10000] [--customers 5000000] [--json]`: trigger requests a second with 50 recipients
 * each, against a bare server and against the whole sandbox with its journal on the disk (in a process of its own, and in
 * this one), and the memory in which an export is read.
 */
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createBraze } from '@fitly/braze';
import { type BenchSandbox, startBenchSandbox } from './support/bench-sandbox.ts';
import { launch } from './support/launch.ts';
import { machine, printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    customers: { type: 'string', default: '5000000' },
    callers: { type: 'string', default: '16' },
    json: { type: 'boolean', default: false },
  },
});
const GOAL_PER_SECOND = 1_000;
const GOAL_MB = 512;

const clock = { now: async () => Date.now(), sleepUntil: async () => undefined };
/** Another 50 of the sandbox's customers each time, as in a daily run. */
const recipientsOf = (batch: number) =>
  Array.from({ length: 50 }, (_, i) => ({
    externalId: `mtd-${String(((batch * 50 + i) % 38_400) + 1).padStart(5, '0')}`,
    properties: { subject_line: 'plain', offer: 'ten percent', decision_id: '0123456789abcdef0123456789abcdef' },
  }));

interface Rate {
  readonly perSecond: number;
  /** Of this process alone: what is left when others use the machine too. */
  readonly perCpuSecond: number;
}

type Side = Omit<BenchSandbox, 'close'>;

async function triggers({ url, apiKey, campaignId }: Side, requests: number): Promise<Rate> {
  const braze = createBraze({ url, apiKey, clock, kind: 'sandbox' });
  let left = requests;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const { kind } = await braze.triggerCampaign({ campaignId, recipients: recipientsOf(left) });
      if (kind !== 'accepted') throw new Error(`answered ${kind}`);
    }
  };
  const from = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: Number(values.callers) }, caller));
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: requests / ((performance.now() - from) / 1000),
    perCpuSecond: requests / ((user + system) / 1e6),
  };
}

async function exported(url: string): Promise<{ customers: number; seconds: number; peakMb: number }> {
  const braze = createBraze({ url, apiKey: 'k', clock, kind: 'sandbox' });
  const from = performance.now();
  let customers = 0;
  for await (const chunk of braze.exportSegment('s', { attributes: ['recency', 'channel'], events: ['visit'] })) {
    customers += chunk.length;
  }
  return { customers, seconds: (performance.now() - from) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
}

/** Warmed up first: what is measured runs for hours. */
async function measured(side: Side): Promise<Rate> {
  await triggers(side, 1_000);
  return triggers(side, Number(values.requests));
}

async function sandboxElsewhere(): Promise<Rate> {
  const { child, line } = await launch(new URL('./support/bench-sandbox.ts', import.meta.url));
  try {
    return await measured(JSON.parse(line) as Side);
  } finally {
    child.stdin!.end();
    await once(child, 'exit');
  }
}

async function sandboxHere(): Promise<Rate> {
  const sandbox = await startBenchSandbox();
  try {
    return await measured(sandbox);
  } finally {
    await sandbox.close();
  }
}

const verdict = (reached: boolean): string => (reached ? 'reached' : 'missed');
const told = ({ perSecond, perCpuSecond }: Rate): string =>
  `${perSecond.toFixed(0)}/s (goal ${GOAL_PER_SECOND}/s: ${verdict(perSecond >= GOAL_PER_SECOND)}); ${perCpuSecond.toFixed(0)} per second of this process' CPU time`;

const { child, line: url } = await launch(
  new URL('./support/bench-braze-server.ts', import.meta.url),
  values.customers,
);
try {
  // First: the peak of a process never falls again, and what follows holds a sandbox.
  const read = Number(values.customers) > 0 ? await exported(url) : null;
  const rates = {
    bare: await measured({ url, apiKey: 'k', campaignId: 'c' }),
    twoProcesses: await sandboxElsewhere(),
    oneProcess: await sandboxHere(),
  };
  console.log(`${machine}, ${values.callers} callers, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(`triggers of 50 recipients, bare server           ${told(rates.bare)}`);
  console.log(`the same, sandbox with journal, own process      ${told(rates.twoProcesses)}`);
  console.log(`the same, sandbox with journal, in this process  ${told(rates.oneProcess)}`);
  if (read !== null) {
    console.log(
      `export of ${read.customers} customers in ${read.seconds.toFixed(1)} s, peak memory of the process ${read.peakMb.toFixed(0)} MB (goal < ${GOAL_MB} MB: ${verdict(read.peakMb < GOAL_MB)})`,
    );
  }
  if (values.json) printJson('braze-client', { rates, read });
} finally {
  child.kill();
}
