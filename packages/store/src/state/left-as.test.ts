/** A changed byte of a database that was closed is found, wherever it is; a backup, a crash and a second writer are no damage. */
import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { leftAsFile } from './left-as.ts';
import { getMeta, setMeta } from './meta.ts';
import { openState } from './open-state.ts';

async function closedDatabase(): Promise<{ readonly file: string; readonly bytes: Buffer }> {
  const file = join(await temporaryFolder(), 'state.db');
  const state = await openState(file);
  for (let n = 0; n < 50; n++) await setMeta(state.db, `key ${n}`, 'x'.repeat(100));
  await state.close();
  return { file, bytes: await readFile(file) };
}

const opened = async (file: string): Promise<boolean> => {
  const state = await openState(file);
  await state.close();
  return state.isAsLeft;
};

const damaged = (file: string) => ({
  code: 'database_damaged',
  message: expect.stringContaining(file),
  next: expect.stringMatching(/rm -f .*backup/),
});

test('a flipped bit is found at every tried offset: in the header, in pages, in cells, in what is free', async () => {
  const { file, bytes } = await closedDatabase();
  const step = Math.floor(bytes.length / 40);
  const inHeader = [0, 18, 19, 24, 28, 63, 96];
  for (const offset of [...inHeader, ...Array.from({ length: 40 }, (_, n) => n * step + (n % 7))]) {
    const flipped = Buffer.from(bytes);
    flipped[offset] = flipped[offset]! ^ (1 << (offset % 8));
    await writeFile(file, flipped);
    await expect(openState(file), `offset ${offset}`).rejects.toMatchObject(damaged(file));
  }
  await writeFile(file, bytes);
  expect(await opened(file)).toBe(true);
});

test.each([
  ['cut', (file: string, size: number) => truncate(file, size - 4_096)],
  ['cut to nothing', (file: string) => truncate(file, 0)],
  [
    'a page of zeros',
    async (file: string) => {
      await writeFile(file, (await readFile(file)).fill(0, 4_096, 8_192));
    },
  ],
])('%s', async (_, damage) => {
  const { file, bytes } = await closedDatabase();
  await damage(file, bytes.length);
  await expect(openState(file)).rejects.toMatchObject(damaged(file));
});

test('an older copy beside a newer checksum, or one without any, is opened, and is known once it was written', async () => {
  const { file, bytes } = await closedDatabase();
  const later = await openState(file);
  await setMeta(later.db, 'later', 'yes');
  await later.close();
  await writeFile(file, bytes);
  expect(await opened(file)).toBe(false);
  await rm(leftAsFile(file));
  const again = await openState(file);
  expect(again.isAsLeft).toBe(false);
  await setMeta(again.db, 'again', 'yes');
  await again.close();
  expect(await opened(file)).toBe(true);
});

test('what a dead process left is not known, and not refused', async () => {
  const { file } = await closedDatabase();
  const copy = join(await temporaryFolder(), 'state.db');
  const state = await openState(file);
  await setMeta(state.db, 'later', 'yes');
  for (const suffix of ['', '-wal', '.checksum']) await copyFile(`${file}${suffix}`, `${copy}${suffix}`);
  await state.close();
  const found = await openState(copy);
  expect([found.isAsLeft, await getMeta(found.db, 'later')]).toEqual([false, 'yes']);
  await found.close();
});

test('whoever only reads changes nothing; of two writers the last one to close tells how it was left', async () => {
  const { file, bytes } = await closedDatabase();
  expect(await opened(file)).toBe(true);
  expect(await readFile(file)).toEqual(bytes);
  const [first, second] = [await openState(file), await openState(file)];
  await setMeta(first.db, 'first', 'yes');
  await first.close();
  await setMeta(second.db, 'second', 'yes');
  expect(await opened(file)).toBe(false);
  await second.close();
  expect(await opened(file)).toBe(true);
});

test('a checksum file that is not whole says nothing', async () => {
  const { file } = await closedDatabase();
  const text = await readFile(leftAsFile(file), 'utf8');
  await writeFile(
    leftAsFile(file),
    text.replace(/.(?=\n)/, (last) => (last === '0' ? '1' : '0')),
  );
  expect(await opened(file)).toBe(false);
});
