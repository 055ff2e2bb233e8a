import { expect, test } from 'vitest';
import { keepSecret } from './secrets.ts';

/** What is refused is refused before anything is opened. */
const untouched = {} as Parameters<typeof keepSecret>[0];

test.each([
  ['shop', ''],
  ['shop', '\n'],
  ['shop', 'one\ntwo'],
  ['shop', 'nul\0'],
  ['shop', 'x'.repeat(8_193)],
  ['Shop', 'value'],
  ['', 'value'],
  ['__proto__', 'value'],
  ['a'.repeat(64), 'value'],
])('%j with %j is refused, and the value is not repeated', async (name, value) => {
  const failure = await keepSecret(untouched, name, value).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'secret_invalid' });
  if (value.length > 4) expect((failure as Error).message).not.toContain(value);
});
