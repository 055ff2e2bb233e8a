/**
 * `npm test`: every check of the project, one after another, all of them even when one fails, so that everything that is
 * wrong is seen at once. The last line is `N passed, N failed` (and `, N skipped`): each check counts as one, and each
 * test of Vitest as one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { addTallies, describeTally, NOTHING, type Tally, tallyOfVitest } from './test/tally.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, 'node_modules', '.bin');
const NEEDED_MAJOR = 26;

const CHECKS: readonly { readonly title: string; readonly command: readonly string[] }[] = [
  { title: 'Types', command: ['tsc', '--noEmit'] },
  { title: 'Lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { title: 'Unused files, exports and dependencies', command: ['knip', '--no-progress'] },
];

/** An older Node is put aside for the one that `npm ci` brought; `npm test` finds that one by itself. */
if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
  process.exitCode = run(['node', fileURLToPath(import.meta.url)]);
} else {
  const tally = [...CHECKS.map(runCheck), runVitest()].reduce(addTallies, NOTHING);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
  console.log(`\n${describeTally(tally)}`);
}

function runCheck({ title, command }: (typeof CHECKS)[number]): Tally {
  const passed = timed(title, () => run(command)) === 0;
  return { ...NOTHING, [passed ? 'passed' : 'failed']: 1 };
}

function runVitest(): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'fitly-test-'));
  const report = join(folder, 'vitest.json');
  const command = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const exitCode = timed('Tests', () => run(command));
    return tallyOfVitest(report, exitCode);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timed(title: string, work: () => number): number {
  console.log(`\n── ${title}`);
  const start = performance.now();
  const exitCode = work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`── ${title}: ${exitCode === 0 ? 'passed' : `failed (exit ${exitCode})`} in ${seconds} s`);
  return exitCode;
}

/** Runs a program of node_modules/.bin under the Node that stands beside it; a program that cannot start counts as 127. */
function run([name = '', ...args]: readonly string[]): number {
  const path = `${BIN}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH']}`;
  const { status, error } = spawnSync(join(BIN, name), args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) console.error(`${name} cannot be started: ${error.message}. Run \`npm ci\` first.`);
  return status ?? 127;
}
