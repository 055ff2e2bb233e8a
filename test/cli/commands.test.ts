/** The commands as a person meets them: help, JSON, a first workspace, and a demo that is stopped and goes on. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildProgram } from '@fitly/cli/program';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { fitly, type Running, startFitly } from '../support/run-fitly.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-commands-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** Where it is noted outside of a workspace how far its sending has come, as in the home folder of a person. */
const marks = (): Record<string, string> => ({ FITLY_STATE_FOLDER: join(cwd, 'marks') });

type Program = Awaited<ReturnType<typeof buildProgram>>;

function freshProgram(): Promise<Program> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = { out: nowhere, err: nowhere, env: {}, cwd, stop: new AbortController().signal };
  return buildProgram({ terminal, exitWith: () => {}, audit: { note() {}, flush: async () => {} } }, null);
}

const everyCommand = (program: Program): Program[] => [
  program,
  ...program.commands.flatMap((each) => everyCommand(each)),
];

function pathOf(command: Program): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

const PATHS = everyCommand(await freshProgram()).map((command) => ({ path: pathOf(command) }));

describe('help', () => {
  it('is there for all nine commands and the sub-commands', () => {
    const names = PATHS.map(({ path }) => path.join(' '));
    for (const name of 'demo,init,doctor,agent new,agent validate,agent list,import,run,report,replay'.split(','))
      expect(names).toContain(name);
  });

  it.each(PATHS)('of "fitly $path" has an example that the program understands', async ({ path }) => {
    const { code, out, err } = await callFitly([...path, '--help'], cwd);
    expect([code, err]).toEqual([0, '']);
    const examples = [...out.matchAll(/^ *\$ fitly (.+)$/gm)].map((match) => match[1]!.split(/ {2,}| [<>] /)[0]!);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(await parsed(example.split(' ')), example).toContain(example.split(' ')[0]);
  });

  /** Parses with the real program, all of whose actions only note that they were reached. */
  async function parsed(args: readonly string[]): Promise<string> {
    const program = await freshProgram();
    let reached = '';
    for (const command of everyCommand(program).slice(1)) {
      command.action(() => {
        reached = pathOf(command).join(' ');
      });
    }
    await program.parseAsync([...args], { from: 'user' });
    return reached;
  }

  it('is what a wrong option leads to, and a wrong example would be noticed', async () => {
    await expect(parsed(['run', '--dayz', '3'])).rejects.toThrow('--dayz');
    await expect(parsed(['replay', 'hillstrom'])).rejects.toThrow('--date');
  });

  it('comes with exit code 2 when no command was named, and the version with 0', async () => {
    for (const args of [[], ['agent']])
      expect(await callFitly(args, cwd)).toMatchObject({ code: 2, err: expect.stringContaining('Usage: fitly') });
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await callFitly(['--version'], cwd)).toMatchObject({ code: 0, out: `${version}\n` });
  });
});

describe('a first workspace', () => {
  const at = ['--folder', 'first'];
  const json = async (args: readonly string[]): Promise<[code: number, document: never]> => {
    const { code, out } = await callFitly([...args, ...at, '--json'], cwd);
    return [code, JSON.parse(out) as never];
  };

  it('is made by init, which tells where everything is', async () => {
    expect(await callFitly(['init', ...at], cwd)).toMatchObject({
      code: 0,
      out: expect.stringContaining('fitly doctor'),
    });
    expect(await readFile(join(cwd, 'first', 'secrets', 'master.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    const other = await callFitly(['init', '--folder', 'other', '--sandbox-port', '8499', '--json'], cwd);
    expect(JSON.parse(other.out)).toMatchObject({ folder: join(cwd, 'other') });
    expect(await readFile(join(cwd, 'other', 'fitly.yaml'), 'utf8')).toContain('http://127.0.0.1:8499');
  });

  it('is refused a second time, and left as it was', async () => {
    const key = await readFile(join(cwd, 'first', 'secrets', 'master.key'), 'utf8');
    expect(await json(['init'])).toEqual([3, { error: expect.objectContaining({ code: 'workspace_exists' }) }]);
    expect(await readFile(join(cwd, 'first', 'secrets', 'master.key'), 'utf8')).toBe(key);
  });

  it('is in order but for the sandbox that nobody has started', async () => {
    const [code, found] = await json(['doctor']);
    expect(code).toBe(6);
    const { ok, findings } = found as { ok: boolean; findings: { check: string; state: string; next?: string }[] };
    expect(ok).toBe(false);
    const failed = findings.filter(({ state }) => state === 'failed');
    expect(failed).toMatchObject([{ check: 'connection sandbox', next: expect.any(String) }]);
    const text = await callFitly(['doctor', ...at], cwd);
    expect(text).toMatchObject({ code: 6, out: expect.stringContaining('1 check(s) failed.') });
  });

  it('gets an agent that is valid at once, and is not written over', async () => {
    expect((await json(['agent', 'list']))[1]).toEqual([]);
    const [code, made] = await json(['agent', 'new', 'winback']);
    expect([code, made]).toEqual([0, { path: join(cwd, 'first', 'agents', 'winback.yaml'), state: 'draft' }]);
    for (const args of [['winback'], [], [join('first', 'agents', 'winback.yaml')]])
      expect(await json(['agent', 'validate', ...args])).toEqual([
        0,
        [expect.objectContaining({ agent: 'winback', valid: true })],
      ]);
    expect(await callFitly(['agent', 'validate', ...at], cwd)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Valid.'),
    });
    const planned = ['agent', 'validate', 'winback', '--customers', '80000'];
    expect((await json([...planned, '--base-rate', '0.02']))[1]).toEqual([
      expect.objectContaining({ launch: expect.objectContaining({ customers: 80_000 }) }),
    ]);
    const { out } = await callFitly([...planned, '--base-rate', '0.02', ...at], cwd);
    expect(out).toContain('What it can show, with 80,000 customers and 0.0200 per customer in 28 days:');
    expect((await callFitly([...planned, ...at], cwd)).out).toContain('What it can show is not known');
    expect((await callFitly([...planned, '--base-rate', '2', ...at], cwd)).code).toBe(2);
    expect(await json(['agent', 'list'])).toEqual([
      0,
      [expect.objectContaining({ name: 'winback', state: 'draft', valid: true, runs: 0 })],
    ]);
    expect((await json(['agent', 'new', 'winback']))[0]).toBe(3);
    expect((await json(['agent', 'new', 'Win-back!']))[0]).toBe(3);
  });

  it('says where the mistakes of an agent file are', async () => {
    const path = join(cwd, 'first', 'agents', 'winback.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace(/^name: .*/m, 'name: winback\nnonsense: 1'));
    const [code, { error }] = (await json(['agent', 'validate'])) as [
      number,
      { error: { code: string; issues: unknown[] } },
    ];
    expect([code, error.code]).toEqual([3, 'agent_file_invalid']);
    expect(error.issues).toMatchObject([{ path: 'nonsense', line: expect.any(Number), column: expect.any(Number) }]);
    expect(await json(['agent', 'list'])).toEqual([0, [expect.objectContaining({ valid: false })]]);
    await writeFile(path, yaml);
  });

  it('says that there is nothing to report or replay yet', async () => {
    for (const args of [['report'], ['replay', '--date', '2026-01-05']])
      expect(await json(args)).toEqual([3, { error: expect.objectContaining({ code: 'run_not_found' }) }]);
    expect(await json(['run', 'winback'])).toEqual([
      3,
      { error: expect.objectContaining({ code: 'agent_state_invalid', next: expect.stringContaining('agent start') }) },
    ]);
    expect(await json(['agent', 'start', 'winback'])).toEqual([0, expect.objectContaining({ state: 'running' })]);
    expect(await json(['run', 'winback'])).toEqual([
      4,
      { error: expect.objectContaining({ code: 'braze_unreachable' }) },
    ]);
  });
});

describe('a demo', { timeout: 120_000 }, () => {
  const demo = (folder: string, ...more: string[]): string[] => [
    ...['demo', '--customers', '300', '--port', '0', '--sandbox-port', '0', '--folder', folder],
    ...more,
  ];
  const dayLines = (out: string): string[] => out.split('\n').filter((line) => /^ +day +\d+\/\d+ /.test(line));
  /** Ctrl-C as a terminal sends it: to the launcher, which hands it on. */
  const interrupt = (running: Running): void => void process.kill(running.child.pid!, 'SIGINT');

  it('plays the days, says what is real, and prints the report', async () => {
    const first = await fitly(demo('days', '--days', '2', '--no-serve'), marks(), cwd);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(dayLines(first.out).map((line) => line.trim().slice(0, 7))).toEqual(['day 1/2', 'day 2/2']);
    expect(first.out).toMatch(/Real .*300 customers/);
    expect(first.out).toMatch(/Planted/);
    expect(first.out).toContain('Too early to tell');
  });

  it('goes on where it was, and says so', async () => {
    const more = await callFitly(demo('days', '--days', '4', '--no-serve'), cwd, marks());
    expect(more.code).toBe(0);
    expect(more.out).toContain('2 of 4 days were played earlier: continuing with day 3.');
    expect(dayLines(more.out).map((line) => line.trim().slice(0, 7))).toEqual(['day 3/4', 'day 4/4']);
    const again = await callFitly(demo('days', '--days', '4', '--no-serve'), cwd, marks());
    expect(again.out).toContain('nothing left to play');
    expect(dayLines(again.out)).toEqual([]);
  });

  it('leaves a workspace of which every command speaks JSON', async () => {
    const json = async (...args: string[]): Promise<[number, never]> => {
      const { code, out } = await callFitly([...args, '--folder', 'days', '--json'], cwd, marks());
      return [code, JSON.parse(out) as never];
    };
    expect(await json('report')).toMatchObject([0, { agent: 'hillstrom', runs: { daysDone: 4 } }]);
    expect(await json('replay', '--date', '2026-01-08')).toMatchObject([0, { equal: true, day: '2026-01-08' }]);
    expect(await json('agent', 'list')).toMatchObject([0, [{ name: 'hillstrom', runs: 4, lastDay: '2026-01-08' }]]);
    expect(await json('agent', 'validate')).toMatchObject([0, [{ agent: 'hillstrom', actions: 24, inactive: [] }]]);
    expect(await json('run', '--date', '2026-01-08')).toMatchObject([4, { error: { code: 'braze_unreachable' } }]);
    const once = await callFitly(demo('days', '--days', '4', '--no-serve', '--json'), cwd, marks());
    expect(JSON.parse(once.out)).toMatchObject({ agent: 'hillstrom' });
  });

  it('can be played on by hand, with the sandbox started apart', async () => {
    const sandbox = startFitly(['sandbox', '--folder', 'days'], marks(), cwd);
    try {
      await sandbox.waitFor('Braze sandbox: http://');
      const doctor = await callFitly(['doctor', '--folder', 'days', '--json'], cwd, marks());
      expect(JSON.parse(doctor.out)).toMatchObject({ ok: true });
      expect(doctor.code).toBe(0);
      const run = await callFitly(['run', '--folder', 'days', '--days', '2', '--json'], cwd, marks());
      expect(JSON.parse(run.out)).toMatchObject({
        agent: 'hillstrom',
        runs: [
          { day: '2026-01-09', alreadyDone: false, steps: { decide: { decisions: expect.any(Number) } } },
          { day: '2026-01-10', alreadyDone: false },
        ],
      });
      const again = await callFitly(['run', '--folder', 'days', '--date', '2026-01-09'], cwd, marks());
      expect(again).toMatchObject({ code: 0, out: expect.stringContaining('2026-01-09 was finished before') });
    } finally {
      interrupt(sandbox);
    }
    expect((await sandbox.finished).code).toBe(0);
  });

  it('stopped by Ctrl-C ends with 130, one message and nothing lost; the next start continues', async () => {
    const running = startFitly(demo('stopped', '--days', '60', '--no-serve'), marks(), cwd);
    await running.waitFor('day  2/60');
    const before = performance.now();
    interrupt(running);
    const stopped = await running.finished;
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(stopped.code).toBe(130);
    expect(stopped.err.match(/\[interrupted\]/g)).toHaveLength(1);
    expect(stopped.err.match(/Stopping after the work in hand/g)).toHaveLength(1);
    expect(stopped.err).toContain('Next: run the same command again');
    expect(stopped.err).not.toMatch(/\n\s+at /);
    const days = dayLines(stopped.out).length;
    const next = await callFitly(demo('stopped', '--days', String(days + 1), '--no-serve'), cwd, marks());
    expect(next.code).toBe(0);
    expect(next.out).toContain(`${days} of ${days + 1} days were played earlier: continuing with day ${days + 1}.`);
    expect(dayLines(next.out)).toHaveLength(1);
  });

  it('serves the app until Ctrl-C, which is no failure, and keeps a second demo out meanwhile', async () => {
    const running = startFitly(demo('served', '--days', '1'), marks(), cwd);
    const out = await running.waitFor('Open: http://');
    const url = /Open: (http:\S+)/.exec(out)?.[1] ?? '';
    expect(out.match(/http:\/\/127\.0\.0\.1:\d+\/\S+/g)).toHaveLength(2);
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<html')]);
    const second = await callFitly(demo('served', '--days', '1', '--no-serve'), cwd, marks());
    expect(second.code).toBe(5);
    expect(second.err).toContain('[folder_in_use]');
    expect(second.err).toContain(String(running.child.pid));
    const before = performance.now();
    interrupt(running);
    const finished = await running.finished;
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(finished).toMatchObject({ code: 0, signal: null });
    expect(finished.err).not.toContain('fitly:');
    await expect(fetch(url)).rejects.toThrow();
  });
});
