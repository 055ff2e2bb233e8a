/** The examples on the command line: what is listed, and how every mistake is told. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const NAMES = ['cross-sell', 'lead-nurture', 'loyalty', 'referral', 'renewal', 'repeat-purchase', 'winback'];
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-examples-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const call = (...args: string[]) => callFitly(args, cwd);

/** A folder whose sandbox was begun with the world of an example. */
async function begunWith(name: string, folder: string): Promise<void> {
  await mkdir(join(cwd, folder, 'sandbox'), { recursive: true });
  const begun = { seed: '1', dataset: `world ${name} 0123abcd`, customers: 600, planted: false, startAt: 0 };
  await writeFile(join(cwd, folder, 'sandbox', 'sandbox.json'), JSON.stringify(begun));
}

it('are listed with what each is for, in words and as JSON', async () => {
  const { code, out } = await call('demo', '--list', '--json');
  expect([code, JSON.parse(out).map((each: { name: string }) => each.name)]).toEqual([0, NAMES]);
  const text = await call('demo', '--list');
  expect(text.code).toBe(0);
  for (const { description } of JSON.parse(out))
    expect(text.out).toContain(description.split(' ').slice(0, 5).join(' '));
  expect(text.out).toContain('fitly demo --example NAME');
});

it.each([
  ['demo', ['demo', '--example', 'winbak']],
  ['agent new', ['agent', 'new', 'mine', '--template', 'winbak', '--folder', 'mine']],
])('an unknown name is told by %s with the nearest one and all there are, and nothing is made', async (_, args) => {
  expect((await call('init', '--folder', 'mine')).code).toBeLessThan(4);
  const { code, err } = await call(...args);
  expect(code).toBe(3);
  expect(err).toContain('there is no example "winbak"; the nearest name is winback  [example_unknown]');
  expect(err).toContain(`Next: take one of: ${NAMES.join(', ')}`);
  expect(await readdir(cwd)).not.toContain('fitly-demo-winbak');
  expect(await readdir(join(cwd, 'mine', 'agents')).catch(() => [])).toEqual([]);
});

it('has nothing that is not planted: --no-planted is a mistake', async () => {
  const { code, err } = await call('demo', '--example', 'winback', '--no-planted');
  expect([code, err]).toEqual([2, expect.stringContaining("'--no-planted' is not for examples")]);
});

it.each([
  [['--example', 'winback'], 'was begun with example renewal, and example winback was asked for'],
  [['--seed', '2'], 'was begun with seed 1, and seed 2 was asked for'],
  [['--customers', '500'], 'was begun with customers 600, and customers 500 was asked for'],
])('a folder that was begun with something else refuses %j', async (args, message) => {
  await begunWith('renewal', 'begun');
  const { code, err } = await call('demo', ...args, '--folder', 'begun');
  expect([code, err]).toEqual([3, expect.stringContaining(message)]);
  expect(err).toContain('[workspace_exists]');
});

it('each has a folder of its own', async () => {
  await begunWith('renewal', 'fitly-demo-renewal');
  const { err } = await call('demo', '--example', 'renewal', '--seed', '2');
  expect(err).toContain('fitly-demo-renewal was begun with seed 1');
});
