import { afterEach, expect, test } from 'vitest';
import { clientOf, collect, type FakeBraze, FakeClock, serve } from '../testing.ts';
import { readExportCallback } from './callback.ts';
import { tryDownload } from './download.ts';

let fake: FakeBraze | null = null;
afterEach(() => fake?.close());
const allow = { attributes: [], events: [] };

test('what fits is held as a whole, what does not is streamed from its first byte on', async () => {
  fake = await serve(() => ({ body: 'x'.repeat(300_000) }));
  const held = await tryDownload(new URL(fake.url), 300_000);
  expect(held.kind === 'whole' && held.zip.length).toBe(300_000);
  const long = await tryDownload(new URL(fake.url), 299_999);
  expect(long.kind === 'stream' && Buffer.concat(await collect(long.content)).length).toBe(300_000);
});

test('a stream whose connection breaks is told as such', async () => {
  const broken = await serve(() => ({ headers: { 'content-length': '400000' }, body: 'x'.repeat(300_000) }));
  fake = broken;
  const download = tryDownload(new URL(broken.url), 200_000).then((got) =>
    got.kind === 'stream' ? collect(got.content) : [],
  );
  setTimeout(() => broken.close(), 100);
  await expect(download).rejects.toMatchObject({ code: 'braze_unreachable' });
});

test('an export may be announced instead of waited for, and its address is checked like any other', async () => {
  fake = await serve(({ method }) =>
    method === 'POST' ? { body: { message: 'success', url: `${fake?.url}/x.zip` } } : { status: 403, body: '' },
  );
  const braze = clientOf(fake.url, { clock: new FakeClock(0) });
  expect(await braze.requestExport('s', allow, 'https://fitly.example/hook')).toMatchObject({ kind: 'started' });
  expect(fake.seen[0]?.body).toMatchObject({ segment_id: 's', callback_endpoint: 'https://fitly.example/hook' });
  await expect(collect(braze.exportAnnounced(`${fake.url}/x.zip`, allow))).rejects.toMatchObject({
    code: 'braze_export_late',
  });
  await expect(collect(braze.exportAnnounced('http://127.0.0.1:1/x.zip', allow))).rejects.toMatchObject({
    code: 'braze_refused',
  });
});

test.each<[unknown, unknown]>([
  [
    { success: true, url: 'https://x' },
    { kind: 'ready', url: 'https://x' },
  ],
  [{ success: true }, { kind: 'stored_elsewhere' }],
  [{ success: false, url: 'https://x' }, { kind: 'failed' }],
  [{ url: 'https://x' }, null],
  ['<html>', null],
])('the callback %j is %j', (posted, expected) => {
  expect(readExportCallback(posted)).toEqual(expected);
});
