/** `fitly serve` as processes: who else may work on the folder, how it stops, and that the one that serves is never busy for long. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

it('runs, is asked how far it is, refuses a second one, and stops within ten seconds with nothing in doubt', async () => {
  const second = await callFitly(['serve', '--folder', rehearsal.folder, '--port', '0']);
  expect(second).toMatchObject({ code: 5, err: expect.stringMatching(/process \d+ \(fitly serve\), since /) });
  const url = String(lines()[0]?.['url']);
  const key = (await readFile(join(rehearsal.folder, 'secrets', 'api.key'), 'utf8')).trim();
  const schedule = await createClient({ baseUrl: url, key }).readSchedule({});
  expect(schedule.isServing).toBe(true);
  expect(await (await fetch(url)).text()).toContain('Fitly');
  const signIn = await fetch(String(lines()[0]?.['appLink']), { redirect: 'manual' });
  expect({ status: signIn.status, to: signIn.headers.get('location') }).toMatchObject({ status: 303, to: '/app/' });
  await served.waitFor('"kind":"finished"');
  const began = performance.now();
  process.kill(served.child.pid!, 'SIGTERM');
  const { code, out } = await served.finished;
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(code).toBe(0);
  const last = linesOf(out).at(-1);
  expect(last).toMatchObject({ kind: 'stopped', longestPauseMs: expect.any(Number) });
  await rehearsal.inside(async (workspace) => {
    const { db } = workspace.store.state;
    for (const day of await listFinishedDays(workspace, AGENT)) {
      for (const { state } of await batchesOf(db, AGENT as never, day)) expect(state).toBe('accepted');
    }
  });
});
