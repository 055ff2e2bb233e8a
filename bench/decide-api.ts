/**
 * How many decisions a second are answered on request, and how long each takes: over loopback HTTP, one customer a call, each
 * decision flushed before its answer, 240 actions, 64 draws, with many customers in the store. Callers are in a process of their
 * own. `node bench/decide-api.ts [customers=100000] [calls=20000] [callers=32]`; goals: 2,000 a second (5,000), p99 below 15 ms
 * (10). `--json` prints one object.
 */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import { asDay } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { createWorkspace, servedApi, startServer, workspacePaths } from '@fitly/service';
import type { AskFigures, AskPlan } from './support/ask-callers.ts';
import { DAY_AGENT_YAML, FIRST_DAY } from './support/day-agent.ts';
import { dayCustomer } from './support/day-audience.ts';
import { playDay, prepareDay } from './support/day-run.ts';
import { machine, printJson } from './support/report.ts';

const [size = 100_000, calls = 20_000, callers = 32] = process.argv.slice(2).map(Number).filter(Number.isFinite);
/** Customers of a call that asks for many. */
const MANY = 100;

const yaml = DAY_AGENT_YAML.replace('kind: send_hour', 'kind: custom')
  .replaceAll(/, hour: \d+ }/g, ' }')
  .replace('mode: campaign', 'mode: api\n  activation: assumed');
const parsed = parseAgentFile(yaml, 'day.yaml');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));

const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-decide-api-'));
await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:9', sandboxKey: 'none', env: {} });
const { workspaceFile, masterKey } = workspacePaths(folder);
// Whose clock is that of this machine: a sandbox would be asked for its time over HTTP.
const withoutSandbox = (await readFile(workspaceFile, 'utf8'))
  .replace('kind: sandbox', 'kind: braze')
  .replace('http://127.0.0.1:9', 'https://rest.iad-01.braze.com');
await writeFile(workspaceFile, withoutSandbox);
const today = dayNumber(asDay(new Date().toISOString().slice(0, 10))) - dayNumber(FIRST_DAY);
const place = { folder, size, keysFile: masterKey, agent: { agent: parsed.agent, yaml } };
await mkdir(join(folder, 'crm'));
await prepareDay(place, today);
await playDay(place, today);

const api = await servedApi({
  ...{ folder: { folder, now: Date.now, env: {} }, version: 'bench', publicUrl: 'http://127.0.0.1:0' },
});
const server = await startServer({ port: 0, api, appFolder: null });

const ask = (customers: AskPlan['customers'], atOnce: number): Promise<AskFigures> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('./support/ask-callers.ts', import.meta.url));
    child.once('message', (figures) => resolve(figures as AskFigures));
    // After a message nothing is left to reject.
    child.once('close', (code) => reject(new Error(`the callers ended with ${code} and no figures`)));
    child.send({ url: server.url, key: api.key, agent: 'day', customers, callers: atOnce } satisfies AskPlan);
  });

const at = (waits: readonly number[], share: number): number =>
  Number([...waits].sort((a, b) => a - b)[Math.floor(share * (waits.length - 1))]!.toFixed(2));
const figuresOf = ({ seconds, waitsMs }: AskFigures) => ({
  ...{ perSecond: Math.round(waitsMs.length / seconds), p50Ms: at(waitsMs, 0.5), p99Ms: at(waitsMs, 0.99) },
});
const customers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => dayCustomer((from + n) % size));
const oneEach = (names: readonly string[]) => names.map((name) => [name]);

await ask(oneEach(customers(0, 500)), 4);
const alone = figuresOf(await ask(oneEach(customers(1_000, 500)), 1));
const first = figuresOf(await ask(oneEach(customers(2_000, calls)), callers));
const repeated = figuresOf(await ask(oneEach(customers(2_000, calls)), callers));
const bodies = Array.from({ length: 200 }, (_, n) => customers(2_000 + calls + n * MANY, MANY));
const many = figuresOf(await ask(bodies, 4));
await server.close();
await rm(folder, { recursive: true, force: true });

const figures = { customers: size, calls, callers, alone, first, repeated, many: { ...many, customersACall: MANY } };
const line = (name: string, { perSecond, p50Ms, p99Ms }: ReturnType<typeof figuresOf>): string =>
  `${name}: ${perSecond} calls a second, p50 ${p50Ms} ms, p99 ${p99Ms} ms`;
console.log(machine);
console.log(line('one caller', alone));
console.log(line(`${callers} callers, first time`, first));
console.log(line(`${callers} callers, asked again`, repeated));
console.log(`${line(`4 callers, ${MANY} customers a call`, many)}; ${many.perSecond * MANY} decisions a second`);
if (process.argv.includes('--json')) printJson('decide-api', figures);
