import { expect, test } from 'vitest';
import { unlessStopped } from './stop.ts';

test('work that ends before a stop comes to what it comes to', async () => {
  const { signal } = new AbortController();
  expect(await unlessStopped(Promise.resolve(3), signal)).toBe(3);
  await expect(unlessStopped(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

test('a stop leaves it where it stands, at once, and what it fails with afterwards is nobody’s', async () => {
  const stop = new AbortController();
  const work = Promise.withResolvers<number>();
  const left = unlessStopped(work.promise, stop.signal);
  stop.abort();
  await expect(left).rejects.toMatchObject({ code: 'interrupted' });
  work.reject(new Error('the database is closed'));
  await new Promise(setImmediate);
});

test('after a stop nothing is waited for', async () => {
  await expect(unlessStopped(new Promise(() => {}), AbortSignal.abort())).rejects.toMatchObject({
    code: 'interrupted',
  });
});
