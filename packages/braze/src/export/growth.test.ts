import { expect, test } from 'vitest';
import { watchGrowth } from './growth.ts';

/** The same 64 MB over and over. */
async function* copies(count: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024 ** 2);
  for (let i = 0; i < count; i++) yield chunk;
}

async function grown(count: number): Promise<number> {
  let chunks = 0;
  const packed = (): number => 1024 ** 4;
  for await (const _ of watchGrowth(packed).bounded(copies(count), 'a.json', packed)) chunks += 1;
  return chunks;
}

test('an export of many large profiles may grow far beyond 64 GB, and not beyond 1 TB', async () => {
  expect(await grown(4_096)).toBe(4_096);
  await expect(grown(16_385)).rejects.toMatchObject({ message: expect.stringContaining('more than 1 TB') });
});
