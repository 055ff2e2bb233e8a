import { expect, test } from 'vitest';
import { createBrazeReader } from './braze.ts';
import { FakeClock } from './testing.ts';

/** `campaigns.list`, `templates.email.info`, … at any depth. */
const pathsOf = (api: object, path = ''): string[] =>
  Object.entries(api).flatMap(([name, value]) =>
    typeof value === 'function' ? [path + name] : pathsOf(value as object, `${path}${name}.`),
  );

test('a reader of a real workspace holds what looks, and nothing that sends, writes or reads profiles', () => {
  const url = 'https://rest.fra-01.braze.eu';
  const reader = createBrazeReader({ url, apiKey: 'key', clock: new FakeClock(0), kind: 'braze' });
  expect(pathsOf(reader).toSorted()).toEqual([
    ...['campaigns.dataSeries', 'campaigns.details', 'campaigns.list'].map((name) => `api.${name}`),
    ...['canvas.dataSeries', 'canvas.details', 'canvas.list'].map((name) => `api.${name}`),
    ...['segments.dataSeries', 'segments.details', 'segments.list', 'sends.dataSeries'].map((name) => `api.${name}`),
    ...['api.templates.email.info', 'api.templates.email.list', 'preflight'],
  ]);
  // @ts-expect-error: no type of a reader names a send.
  expect(reader.api.campaigns.trigger).toBeUndefined();
});
