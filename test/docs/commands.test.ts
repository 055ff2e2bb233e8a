/** The guides are true: every `fitly` command in them is run, in order, in an empty folder. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fitly, type Running, startFitly } from '../support/run-fitly.ts';

let cwd: string;
let sandbox: Running | null = null;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-docs-'));
  const demo = [
    'demo',
    '--customers',
    '300',
    '--days',
    '9',
    '--no-serve',
    '--sandbox-port',
    '0',
    '--folder',
    'fitly-demo',
  ];
  expect(await fitly(demo, {}, cwd)).toMatchObject({ code: 0 });
  await writeFile(join(cwd, 'customers.csv'), 'customer_id,favourite_category\nc-1,shoes\nc-2,hats\n');
}, 60_000);
afterAll(async () => {
  if (sandbox !== null) process.kill(-sandbox.child.pid!, 'SIGINT');
  await sandbox?.finished;
  await rm(cwd, { recursive: true, force: true });
});

/** Commands of a page's console blocks, in order, without the prompt. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks.flatMap((block) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('$ '))
      .map((line) => line.slice(2)),
  );
}

/** Words of a command line; quotes keep spaces together. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[0]);

it.each(['docs/guides/first-steps.md', 'docs/guides/life-cycle.md'])('%s', { timeout: 120_000 }, async (page) => {
  const commands = await commandsOf(page);
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) {
    const [program, ...args] = wordsOf(command);
    expect(program, command).toBe('fitly');
    if (args[0] === 'sandbox') {
      sandbox = startFitly(args, {}, cwd);
      await sandbox.waitFor('Braze sandbox: http://');
      continue;
    }
    const finished = await fitly(args, {}, cwd);
    // In a new workspace nobody has started the sandbox yet, and the page says that doctor finds this.
    expect(finished.code, `${command}\n${finished.err}`).toBe(args[0] === 'doctor' ? 6 : 0);
  }
});
