/** `fitly serve` as processes: who else may work on the folder, how it stops, and that the one that serves is never busy for long. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@fitly/contract/api';
import { listFinishedDays } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type Running, startFitly } from '../support/run-fitly.ts';

let rehearsal: Rehearsal;
let served: Running;
let lines: () => Record<string, unknown>[];
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 100 });
  served = startFitly(['serve', '--folder', rehearsal.folder, '--port', '0', '--json']);
  const begun = await served.waitFor('"kind":"serving"');
  lines = () => [];
  const serving = linesOf(begun).find(({ kind }) => kind === 'serving') ?? {};
  lines = () => [serving];
}, 60_000);
afterAll(async () => {
  if (served.child.exitCode === null) process.kill(-served.child.pid!, 'SIGKILL');
  await rehearsal.close();
});

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Steps of the days that this process has finished so far. */
const finishedDays = async (): Promise<Record<string, Record<string, unknown>>[]> =>
  linesOf(completeLines(await served.waitFor('"kind":"serving"')))
    .filter(({ kind }) => kind === 'finished')
    .map(({ steps }) => steps as Record<string, Record<string, unknown>>);
const completeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n'));
const requests = (): number => rehearsal.sandbox.journal().length;

it('runs, is asked how far it is, refuses a second one, is killed at once, and stops within ten seconds with nothing in doubt', async () => {
  const second = await callFitly(['serve', '--folder', rehearsal.folder, '--port', '0']);
  expect(second).toMatchObject({ code: 5, err: expect.stringMatching(/process \d+ \(fitly serve\), since /) });
  const url = String(lines()[0]?.['url']);
  const key = (await readFile(join(rehearsal.folder, 'secrets', 'api.key'), 'utf8')).trim();
  const schedule = await createClient({ baseUrl: url, key }).readSchedule({});
  expect(schedule.isServing).toBe(true);
  expect(await (await fetch(url)).text()).toContain('Fitly');
  const link = new URL(String(lines()[0]?.['appLink'])).searchParams.get('code') ?? '';
  const client = createClient({ baseUrl: url, key: null });
  expect(await client.signInByLink({ body: { code: link } })).toEqual({ done: true });
  await served.waitFor('"kind":"finished"');
  const killed = await callFitly(['agent', 'kill', AGENT, '--folder', rehearsal.folder]);
  expect([killed.code, killed.err]).toEqual([0, '']);
  const killedAt = performance.now();
  let [seen, lastMs] = [requests(), 0];
  const watch = setInterval(() => {
    if (requests() > seen) lastMs = performance.now() - killedAt;
    seen = requests();
  }, 20);
  const before = (await finishedDays()).length;
  // One may have been under way.
  while ((await finishedDays()).length < before + 2) await setTimeout(25);
  clearInterval(watch);
  expect(lastMs).toBeLessThan(5_000);
  expect((await finishedDays()).at(-1)?.['dispatch']).toMatchObject({ accepted: 0, reason: 'killed' });

  const began = performance.now();
  process.kill(served.child.pid!, 'SIGTERM');
  const { code, out } = await served.finished;
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(code).toBe(0);
  expect(linesOf(out).at(-1)).toMatchObject({ kind: 'stopped', longestPauseMs: expect.any(Number) });
  await rehearsal.inside(async (workspace) => {
    const { db } = workspace.store.state;
    for (const day of await listFinishedDays(workspace, AGENT)) {
      for (const { state } of await batchesOf(db, AGENT as never, day))
        expect(['accepted', 'not_sent']).toContain(state);
    }
  });
});
