import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePrivateFile } from './private-file.ts';

const makeFolder = () => mkdtemp(join(tmpdir(), 'fitly-private-'));

test('a private file is readable by its owner only, in a folder of its owner only', async () => {
  const path = join(await makeFolder(), 'out', 'deep', 'a.csv');
  await writePrivateFile(path, (temporary) => writeFile(temporary, 'whole'));
  expect(await readFile(path, 'utf8')).toBe('whole');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
});

test('a write that fails leaves the file before it, and the next one leaves nothing beside its own', async () => {
  const folder = await makeFolder();
  const path = join(folder, 'a.csv');
  await writePrivateFile(path, (temporary) => writeFile(temporary, 'before'));
  const failing = writePrivateFile(path, async (temporary) => {
    await writeFile(temporary, 'hal');
    throw new Error('stop');
  });
  await expect(failing).rejects.toThrow('stop');
  expect(await readFile(path, 'utf8')).toBe('before');
  await writePrivateFile(path, (temporary) => writeFile(temporary, 'after'));
  expect(await readFile(path, 'utf8')).toBe('after');
  expect(await readdir(folder)).toEqual(['a.csv']);
});

test('a disk that refuses is an error that names the file and the way out', async () => {
  const path = join(await makeFolder(), 'a.csv');
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await expect(writePrivateFile(path, () => Promise.reject(full))).rejects.toMatchObject({
    code: 'disk_failed',
    message: expect.stringContaining('a.csv'),
  });
});
