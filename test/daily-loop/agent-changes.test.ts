/** The agent file is edited between runs: what is mended counts, what would mix numbers is refused. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asDay } from '@fitly/core/terms';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AGENT, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

const WRONG_SEGMENT = '00000000-0000-4000-8000-000000000001';
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';
let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await startRehearsal({ customers: 300, edit: (yaml) => yaml.replace(SEGMENT, WRONG_SEGMENT) });
});
afterEach(() => rehearsal.close());

async function edit(change: (yaml: string) => string): Promise<void> {
  const path = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
  await writeFile(path, change(await readFile(path, 'utf8')));
}
const run = (day: string | null = null) =>
  rehearsal.inside((workspace) => runNext(workspace, day === null ? null : asDay(day)));

it('a run that failed before anything was taken in goes on with the corrected file', async () => {
  await expect(run()).rejects.toMatchObject({ code: 'braze_refused' });
  await edit((yaml) => yaml.replace(WRONG_SEGMENT, SEGMENT));
  expect(await run()).toMatchObject({ day: '2026-01-05', alreadyDone: false });
});

it('another metric, another type of an attribute or a lost option is refused, and the old file still runs', async () => {
  await edit((yaml) => yaml.replace(WRONG_SEGMENT, SEGMENT));
  await run();
  const before = await readFile(join(rehearsal.folder, 'agents', `${AGENT}.yaml`), 'utf8');
  for (const [from, to, path] of [
    ['event: visit', 'event: purchase', 'success.event'],
    ['attribute: recency, type: number', 'attribute: recency, type: category', 'context.recency.type'],
  ] as const) {
    expect(before).toContain(from);
    await edit((yaml) => yaml.replace(from, to));
    await expect(run()).rejects.toMatchObject({ code: 'agent_file_invalid', issues: [{ path }] });
    await edit(() => before);
  }
  expect(await run()).toMatchObject({ day: '2026-01-06' });
});

it('a day far ahead is refused before the clock moves', async () => {
  await edit((yaml) => yaml.replace(WRONG_SEGMENT, SEGMENT));
  const before = rehearsal.sandbox.clock.now();
  await expect(run('2062-01-27')).rejects.toMatchObject({ code: 'run_date_invalid' });
  expect(rehearsal.sandbox.clock.now()).toBe(before);
  expect(await run()).toMatchObject({ day: '2026-01-05' });
});
