/**
 * How long a caller of `POST /api/v1/events` waits until its events lie on the disk: one event a call, so many callers at once,
 * over loopback HTTP; and one commit of the journal alone. `node bench/events.ts [calls=2000] [callers=8]`; the goal for a
 * commit is 2 ms (its median). `--json` prints one object.
 */
import { appendFile, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@fitly/contract/api';
import { asCustomerKey } from '@fitly/core/terms';
import { createWorkspace, openWorkspace, servedApi, startAgent, startServer } from '@fitly/service';
import { eventJournal } from '@fitly/store';
import { machine, printJson } from './support/report.ts';

const [calls = 2_000, callers = 8] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const COMMITS = 500;

const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-events-'));
await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:9', sandboxKey: 'none', env: {} });
await copyFile(new URL('../examples/hillstrom/agent.yaml', import.meta.url), join(folder, 'agents/hillstrom.yaml'));
const workspace = await openWorkspace({ folder, now: Date.now, env: {}, lockFor: 'a bench' });
await startAgent(workspace, { agentName: 'hillstrom', by: 'a bench', note: null });
await workspace.close();
await appendFile(
  join(folder, 'fitly.yaml'),
  'feeds: { shop: { kind: events, format: rest, columns: { customer: c, event: { is: visit }, at: at, id: id } } }\n',
);

const api = await servedApi({
  ...{ folder: { folder, now: Date.now, env: {} }, version: 'bench', publicUrl: 'http://127.0.0.1:0' },
});
const server = await startServer({ port: 0, api, appFolder: null });
const client = createClient({ baseUrl: server.url, key: api.key });

async function callOnce(n: number): Promise<number> {
  const started = performance.now();
  const events = [{ c: `c-${n % 1_000}`, at: Date.now(), id: n }];
  const { accepted } = await client.postEvents({ body: { feed: 'shop', events } });
  if (accepted !== 1) throw new Error(`event ${n} was not accepted`);
  return performance.now() - started;
}

async function callMany(from: number, count: number, atOnce: number): Promise<{ waits: number[]; seconds: number }> {
  const waits: number[] = [];
  let next = from;
  const started = performance.now();
  const work = async (): Promise<void> => {
    while (next < from + count) waits.push(await callOnce(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { waits, seconds: (performance.now() - started) / 1_000 };
}

function commitWaits(): number[] {
  const journal = eventJournal(folder);
  const waits = Array.from({ length: COMMITS }, (_, n) => {
    const event = { eventId: `bench-${n}`, customerKey: asCustomerKey('0'.repeat(32)), name: 'visit', at: n };
    const rest = { amount: Number.NaN, currency: null, fields: '{}', createdAt: null, suspected: 0 };
    const call = {
      feed: 'alone',
      events: [{ ...event, ...rest }],
      refused: [],
      repeated: 0,
      notCounted: 0,
      contentKey: null,
    };
    const started = performance.now();
    journal.append([call], Date.now());
    return performance.now() - started;
  });
  journal.close();
  return waits;
}

const at = (waits: readonly number[], share: number): number =>
  Number([...waits].sort((a, b) => a - b)[Math.floor(share * (waits.length - 1))]!.toFixed(2));
const spread = (waits: readonly number[]) => ({ p50Ms: at(waits, 0.5), p99Ms: at(waits, 0.99) });

await callMany(0, 50, 1);
const alone = await callMany(1_000, 200, 1);
const together = await callMany(10_000, calls, callers);
const commit = spread(commitWaits());
await server.close();
await rm(folder, { recursive: true, force: true });

const figures = {
  ...{ calls, callers, commit, oneCaller: spread(alone.waits), manyCallers: spread(together.waits) },
  callsPerSecond: Math.round(calls / together.seconds),
};
console.log(machine);
console.log(`journal alone: ${commit.p50Ms} ms a commit (p99 ${commit.p99Ms} ms)`);
console.log(`one caller: ${figures.oneCaller.p50Ms} ms (p99 ${figures.oneCaller.p99Ms} ms)`);
console.log(
  `${callers} callers: ${figures.callsPerSecond} calls a second, ${figures.manyCallers.p50Ms} ms (p99 ${figures.manyCallers.p99Ms} ms)`,
);
if (process.argv.includes('--json')) printJson('events', figures);
