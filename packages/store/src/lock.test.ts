import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockFolder } from './lock.ts';
import { temporaryFolder } from './testing.ts';

/** Another process that takes the folder, says so, and holds it until it is killed. */
async function holderOf(folder: string) {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
    lockFolder(process.argv[1], 'fitly run', 1_800_000_000_000);
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(createInterface(child.stdout), 'line');
  return child;
}

describe('the folder lock', () => {
  test('refuses a second process and names the first; kill -9 of the holder frees the folder', async () => {
    const folder = await temporaryFolder();
    const holder = await holderOf(folder);
    expect(() => lockFolder(folder, 'fitly serve', 1_800_000_000_000)).toThrow(
      expect.objectContaining({
        code: 'folder_in_use',
        message: expect.stringContaining(`process ${holder.pid} (fitly run), since 2027-01-15T08:00:00.000Z`),
        next: expect.stringContaining(`stop process ${holder.pid}`),
        fields: { folder, pid: holder.pid, purpose: 'fitly run', since: '2027-01-15T08:00:00.000Z' },
      }),
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockFolder(folder, 'fitly serve', 1_800_000_000_000).release();
  });

  test('keeps nothing where it cannot say who holds the folder', async () => {
    const folder = await temporaryFolder();
    mkdirSync(join(folder, 'lock.json'));
    expect(() => lockFolder(folder, 'fitly run', 1_800_000_000_000)).toThrow(/EISDIR/);
    rmdirSync(join(folder, 'lock.json'));
    lockFolder(folder, 'fitly run', 1_800_000_000_000).release();
  });

  test('refuses a second holder in the same process until it is released', async () => {
    const folder = await temporaryFolder();
    const lock = lockFolder(folder, 'fitly run', 1_800_000_000_000);
    expect(() => lockFolder(folder, 'fitly demo', 1_800_000_000_000)).toThrow(
      expect.objectContaining({ code: 'folder_in_use' }),
    );
    lock.release();
    lock.release();
    lockFolder(folder, 'fitly demo', 1_800_000_000_000).release();
  });
});
