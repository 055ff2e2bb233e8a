import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SEGMENT_ID } from '@fitly/braze-sandbox';
import type { SendAnswer } from '@fitly/core/ports';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allow, client, collect, request, start } from './fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-restart-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function launch(): Promise<{ child: ChildProcess; url: string; apiKey: string }> {
  const script = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { url: string; apiKey: string }) };
}

test('killed in the middle of sends: what was answered is on record, once, and the record has no holes', async () => {
  const { child, url, apiKey } = await launch();
  const braze = client({ url, apiKey });
  const exited = once(child, 'exit');
  const answers: SendAnswer[] = [];
  const send = async (worker: number): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      answers.push(await braze.triggerCampaign(request(3, (worker * 60 + i) % 400)));
      if (answers.length === 80) child.kill('SIGKILL');
    }
  };
  await Promise.all([send(0), send(1), send(2), send(3)]);
  await exited;
  // As if the process had died while writing a line.
  appendFileSync(join(folder, 'journal.jsonl'), '{"seq":99999,"at":17');
  const again = await start(500, folder);
  const accepted = answers.flatMap((answer) => (answer.kind === 'accepted' ? [answer.dispatchId] : []));
  const recorded = again.journal().map(({ dispatchId }) => dispatchId);
  expect(accepted.length).toBeGreaterThanOrEqual(70);
  expect(answers.some(({ kind }) => kind === 'retry')).toBe(true);
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(accepted.filter((id) => !recorded.includes(id!))).toEqual([]);
  const doubts = answers.filter(({ kind }) => kind === 'in_doubt').length;
  expect(recorded.length - accepted.length).toBeLessThanOrEqual(doubts);
  expect(again.journal().map(({ seq }) => seq)).toEqual(recorded.map((_, i) => i + 1));
  expect(again.apiKey).toBe(apiKey);
  await again.close();
});

test('after a restart the audience has the same past and the same future', async () => {
  const first = await start(500, folder);
  const never = await start(500);
  const day = 86_400_000;
  for (const sandbox of [first, never]) {
    await client(sandbox).triggerCampaign(request(50));
    sandbox.clock.advanceTo(sandbox.clock.now() + 3 * day);
    await client(sandbox).triggerCampaign(request(50, 20));
    sandbox.clock.advanceTo(sandbox.clock.now() + 2 * day);
  }
  await first.close();
  const again = await start(500, folder);
  expect(again.clock.now()).toBe(never.clock.now());
  for (const sandbox of [again, never]) sandbox.clock.advanceTo(sandbox.clock.now() + 20 * day);
  const restarted = await collect(client(again).exportSegment(SEGMENT_ID, allow));
  expect(restarted).toEqual(await collect(client(never).exportSegment(SEGMENT_ID, allow)));
  expect(restarted.filter(({ events }) => events.length > 0).length).toBeGreaterThan(20);
  await Promise.all([again.close(), never.close()]);
});
