/** The guides are true: every `fitly` command in them is run, in order, in an empty folder. */
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { type Running, startFitly } from '../support/run-fitly.ts';

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
  expect(await callFitly(demo, cwd)).toMatchObject({ code: 0 });
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

/** Files that the page gives by name in the first line of a block, written where the page says. */
async function writeFilesOf(page: string): Promise<void> {
  const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
  for (const [, path, content] of text.matchAll(/```(?:yaml|csv) (\S+)\n([\s\S]*?)```/g)) {
    await writeFile(join(cwd, path ?? ''), content ?? '');
  }
}

/** Runs a page's commands in order; `before` prepares what only a reader can have, such as a file of their own. */
async function runPage(page: string, atLeast: number, before?: (command: string) => Promise<void>): Promise<void> {
  await writeFilesOf(page);
  const commands = await commandsOf(page);
  expect(commands.length).toBeGreaterThanOrEqual(atLeast);
  for (const command of commands) {
    const [program, ...args] = wordsOf(command);
    expect(program, command).toBe('fitly');
    if (args[0] === 'sandbox') {
      await startSandbox(args);
      continue;
    }
    await before?.(command);
    const finished = await callFitly(args, cwd);
    // In a new workspace nobody has started the sandbox yet, and the page says that doctor finds this.
    expect(finished.code, `${command}\n${finished.err}`).toBe(args[0] === 'doctor' ? 6 : 0);
  }
}

/** All pages talk to the demo's: who reads on has it running. */
async function startSandbox(args: readonly string[]): Promise<void> {
  if (sandbox !== null) return;
  sandbox = startFitly(args, {}, cwd);
  await sandbox.waitFor('Braze sandbox: http://');
}

it('docs/guides/first-steps.md', { timeout: 120_000 }, () => runPage('docs/guides/first-steps.md', 9));

it('docs/guides/serve.md', { timeout: 120_000 }, () => runPage('docs/guides/serve.md', 2));

it('docs/guides/before-sending.md', () => runPage('docs/guides/before-sending.md', 2));

it('docs/guides/life-cycle.md', { timeout: 120_000 }, () => runPage('docs/guides/life-cycle.md', 9));

it('docs/guides/agents-as-code.md', { timeout: 120_000 }, () =>
  runPage('docs/guides/agents-as-code.md', 4, async (command) => {
    if (!command.includes('agent plan')) return;
    const own = await readFile(join(cwd, 'fitly-demo', 'agents', 'hillstrom.yaml'), 'utf8');
    await mkdir(join(cwd, 'agents-in-git'));
    const changed = own.replace('label: Noon, hour: 12 }', 'label: Noon, hour: 12, state: paused }');
    await writeFile(join(cwd, 'agents-in-git', 'hillstrom.yaml'), changed);
  }),
);

describe('docs/guides/recommendation-file.md', () => {
  const page = 'docs/guides/recommendation-file.md';
  const folder = 'fitly-demo/recommendations/spring_offers';

  it('its commands run', { timeout: 120_000 }, () =>
    runPage(page, 4, async (command) => {
      if (!command.includes('--kind activations')) return;
      const [, first] = (await writtenFile('.csv')).split('\n');
      await writeFile(join(cwd, 'sent.csv'), `decision_id,status\n${first?.split(',')[1]},activated\n`);
    }),
  );

  it('its example has the header of a real file, and its manifest the keys and columns of a real one', async () => {
    const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
    const shown = (language: string): string =>
      new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
    expect(shown('csv').split('\n')[0]).toBe((await writtenFile('.csv')).split('\n')[0]);
    const [example, real] = [JSON.parse(shown('json')), JSON.parse(await writtenFile('.manifest.json'))];
    expect(Object.keys(example)).toEqual(Object.keys(real));
    expect([example.formatVersion, example.columns]).toEqual([real.formatVersion, real.columns]);
    expect(Object.keys(example.notInFile)).toEqual(Object.keys(real.notInFile));
  });

  async function writtenFile(end: string): Promise<string> {
    const name = (await readdir(join(cwd, folder))).find((each) => each.endsWith(end));
    return readFile(join(cwd, folder, name ?? ''), 'utf8');
  }
});

it('docs/guides/backup.md', { timeout: 120_000 }, () => runPage('docs/guides/backup.md', 5));

it('docs/guides/imports.md', { timeout: 120_000 }, () => runPage('docs/guides/imports.md', 5));

it('docs/guides/privacy.md', { timeout: 120_000 }, () => runPage('docs/guides/privacy.md', 6));

it('docs/guides/preflight.md', { timeout: 120_000 }, () => runPage('docs/guides/preflight.md', 10));

it('docs/guides/simulate.md', { timeout: 120_000 }, () => runPage('docs/guides/simulate.md', 3));

it('docs/guides/currents.md', { timeout: 120_000 }, () => runPage('docs/guides/currents.md', 2));

it('docs/guides/feeds.md', { timeout: 120_000 }, async () => {
  const page = 'docs/guides/feeds.md';
  const folder = () => join(cwd, 'fitly-feeds');
  const text = await readFile(new URL(`../../${page}`, import.meta.url), 'utf8');
  const shown = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
  const output = async () => (await callFitly(['feeds', '--folder', 'fitly-feeds'], cwd)).out;
  await runPage(page, 5, async (command) => {
    if (command.includes('--use exports')) expect(await output()).toBe(shown('text'));
    if (!command.includes('--days 3')) return;
    for (const [feed, file] of Object.entries({ shop: 'shop-2026-01-06.csv', crm: 'crm-2026-01-06.csv' })) {
      await mkdir(join(folder(), 'feeds', feed), { recursive: true });
      await copyFile(join(cwd, file), join(folder(), 'feeds', feed, file));
    }
    await appendFile(join(folder(), 'fitly.yaml'), shown('yaml'));
  });
});
