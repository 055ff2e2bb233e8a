import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import type { World } from '@fitly/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdPlatform } from './ad-platform.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-platform-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeDay(day: string): Promise<void> {
  const text = `external_id,decision_id,send_at,value_bid\nln-1,d-${day},${day}T07:00:00Z,low\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const own = join(folder, 'recommendations', 'leads');
  const columns = [{ name: 'value_bid', type: 'text' }];
  await mkdir(own, { recursive: true });
  await writeFile(join(own, `${day}.csv`), text);
  await writeFile(join(own, `${day}.manifest.json`), JSON.stringify({ file: `${day}.csv`, sha256, columns }));
}

/** Remembers what was received, as `day bid`. */
function fakeWorld(): { readonly world: World; readonly received: string[] } {
  const received: string[] = [];
  const receive: World['receive'] = (_, { at, properties }) => {
    received.push(`${new Date(at).toISOString().slice(0, 10)} ${String(properties['bid'])}`);
    return [];
  };
  return { world: { indexOf: () => 0, receive } as unknown as World, received };
}

const momentOf = (day: string) => ({
  workspace: { paths: { folder } } as unknown as Workspace,
  agent: { name: 'leads', delivery: { activation: 'assumed' } } as unknown as Agent,
  day: day as Day,
  at: Date.parse(`${day}T06:00:00Z`),
});

test('each file is shown once, in the order of days: those from before the start, and that of each run', async () => {
  await writeDay('2026-01-06');
  await writeDay('2026-01-05');
  const { world, received } = fakeWorld();
  const platform = await openAdPlatform(world, folder);
  expect(received).toEqual(['2026-01-05 low', '2026-01-06 low']);
  // The run of the 6th had written its file when it was stopped; now it ends.
  await platform.afterRun(momentOf('2026-01-06'));
  await writeDay('2026-01-07');
  await platform.afterRun(momentOf('2026-01-07'));
  expect(received).toEqual(['2026-01-05 low', '2026-01-06 low', '2026-01-07 low']);
});

test('a run that wrote no file is no event', async () => {
  const { world, received } = fakeWorld();
  const platform = await openAdPlatform(world, join(folder, 'elsewhere'));
  await platform.afterRun(momentOf('2026-01-08'));
  expect(received).toEqual([]);
});
