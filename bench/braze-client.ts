/**
 * `npm run -s bench -- braze-client [--requests 10000] [--customers 5000000]`: trigger requests a second with 50 recipients
 * each, and the memory in which an export is read. The other side is a process of its own on this machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBraze } from '@fitly/braze';

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
const recipients = Array.from({ length: 50 }, (_, i) => ({
  externalId: `customer-${i}`,
  properties: { subject_line: 'plain', offer: 'ten percent', decision_id: '0123456789abcdef0123456789abcdef' },
}));

interface Rate {
  readonly perSecond: number;
  /** Of this process alone: what is left when others use the machine too. */
  readonly perCpuSecond: number;
}

async function triggers(url: string, requests: number): Promise<Rate> {
  const braze = createBraze({ url, apiKey: 'k', clock, kind: 'sandbox' });
  let left = requests;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      const { kind } = await braze.triggerCampaign({ campaignId: 'c', recipients });
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

const script = fileURLToPath(new URL('./support/bench-braze-server.ts', import.meta.url));
const child = spawn(process.execPath, [script, values.customers], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  await triggers(url, 500);
  const rate = await triggers(url, Number(values.requests));
  const read = await exported(url);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node };
  const verdict = (reached: boolean): string => (reached ? 'reached' : 'missed');
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${values.callers} callers`);
  console.log(
    `triggers of 50 recipients   ${rate.perSecond.toFixed(0)}/s (goal ${GOAL_PER_SECOND}/s: ${verdict(rate.perSecond >= GOAL_PER_SECOND)}); ${rate.perCpuSecond.toFixed(0)} per second of the client's CPU time`,
  );
  console.log(
    `export of ${read.customers} customers in ${read.seconds.toFixed(1)} s, peak memory of the process ${read.peakMb.toFixed(0)} MB (goal < ${GOAL_MB} MB: ${verdict(read.peakMb < GOAL_MB)})`,
  );
  if (values.json) console.log(JSON.stringify({ bench: 'braze-client', machine, rate, read }));
} finally {
  child.kill();
}
