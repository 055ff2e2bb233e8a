import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { consentTo } from './consent.ts';
import type { Terminal } from './terminal.ts';

function terminal(isTTY: boolean): {
  readonly terminal: Terminal;
  readonly input: PassThrough;
  readonly stop: AbortController;
} {
  const stop = new AbortController();
  const tty = () => Object.assign(new PassThrough(), { isTTY });
  const input = tty();
  return { input, stop, terminal: { in: input, out: tty(), err: tty(), env: {}, cwd: '.', stop: stop.signal } };
}

test.each([
  ['y\n', 'given'],
  [' YES \n', 'given'],
  ['\n', 'refused'],
  ['no\n', 'refused'],
  ['yeah, later\n', 'refused'],
])('the answer %j is consent %s', async (answer, expected) => {
  const { terminal: person, input } = terminal(true);
  const asked = consentTo('Write it?', person, false);
  input.write(answer);
  expect(await asked).toBe(expected);
});

test('leaving without an answer is a no: by the end of the input, and by Ctrl-C', async () => {
  const [left, stopped] = [terminal(true), terminal(true)];
  const asked = [left, stopped].map((each) => consentTo('Write it?', each.terminal, false));
  left.input.end();
  stopped.stop.abort();
  expect(await Promise.all(asked)).toEqual(['refused', 'refused']);
});

test('nobody is asked without a terminal, or after --yes', async () => {
  const { in: _, ...blind } = terminal(true).terminal;
  expect(await consentTo('?', blind, false)).toBe('not_asked');
  expect(await consentTo('?', terminal(false).terminal, false)).toBe('not_asked');
  expect(await consentTo('?', terminal(false).terminal, true)).toBe('given');
});
