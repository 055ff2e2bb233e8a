/** Every use case of `examples/`, played through the whole product: a sandbox on a real port, database, lake, imports. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '@fitly/core/report';
import type { Day } from '@fitly/core/terms';
import {
  type AgentFile,
  listFinishedDays,
  openWorkspace,
  readAgentFile,
  replayDay,
  type Workspace,
} from '@fitly/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { brokenLimits } from './broken-limits.ts';
import { readSent } from './sent.ts';

const EXPECTED = ['cross-sell', 'lead-nurture', 'loyalty', 'referral', 'renewal', 'repeat-purchase', 'winback'];
const FOLDER = fileURLToPath(new URL('../../examples', import.meta.url));
const DAYS = 6;
const CUSTOMERS = 200;
/** It has both: events by file, and an ad platform that must remember what it showed. */
const GOES_ON = 'lead-nurture';

const has = (name: string, file: string): boolean => existsSync(join(FOLDER, name, file));
const complete = readdirSync(FOLDER).filter((name) => has(name, 'agent.yaml') && has(name, 'world.yaml'));

it.each(EXPECTED)('examples/%s has an agent and a world', (name) => {
  const missing = ['agent.yaml', 'world.yaml'].filter((file) => !has(name, file));
  expect(missing, `examples/${name} is not complete: write ${missing.join(' and ')}`).toEqual([]);
});

const demo = (name: string, folder: string, days: number): string[] => [
  ...['demo', '--example', name, '--days', String(days), '--customers', String(CUSTOMERS)],
  ...['--no-serve', '--sandbox-port', '0', '--folder', folder, '--json'],
];

async function playDemo(name: string, folder: string, days: number): Promise<Report> {
  const { code, out, err } = await callFitly(demo(name, folder, days), folder);
  expect(code, `${out}${err}`).toBe(0);
  return JSON.parse(out) as Report;
}

async function inWorkspace<T>(folder: string, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace({ folder, now: Date.now, env: {}, lockFor: null });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'fitly-examples-'));

describe.each(complete)('the example %s', { timeout: 120_000 }, (name) => {
  let folder: string;
  let file: AgentFile;
  let report: Report;
  let days: Day[];
  beforeAll(async () => {
    folder = await newFolder();
    file = await readAgentFile(join(FOLDER, name, 'agent.yaml'));
    report = await playDemo(name, folder, DAYS);
    days = await inWorkspace(folder, (workspace) => listFinishedDays(workspace, file.agent.name));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has an agent file in which everything is active, and which begins an agent of another name', async () => {
    expect(file.inactive).toEqual([]);
    const own = ['--folder', folder, '--json'];
    expect(await callFitly(['agent', 'new', 'my_own', '--template', name, ...own])).toMatchObject({ code: 0 });
    const { code, out } = await callFitly(['agent', 'validate', 'my_own', ...own]);
    expect([code, JSON.parse(out)]).toMatchObject([0, [{ agent: 'my_own', valid: true, inactive: [] }]]);
  });

  it('runs every day, decides, sends, knows what became of everybody, and has a report', () => {
    expect(days).toHaveLength(DAYS);
    expect(report).toMatchObject({ agent: file.agent.name, runs: { daysDone: DAYS } });
    const sends = report.groups.map((group) => group.sends);
    const sum = (of: 'decided' | 'accepted' | 'inDoubt'): number => sends.reduce((total, each) => total + each[of], 0);
    expect(sum('decided')).toBeGreaterThan(CUSTOMERS / 2);
    expect(sum('accepted')).toBeGreaterThan(CUSTOMERS / 4);
    expect(sum('inDoubt')).toBe(0);
    expect(report.checks.filter(({ id, state }) => id === 'outcomes_known' && state === 'failed')).toEqual([]);
  });

  it('breaks no rule, cap, budget or validity that its agent file states', () =>
    inWorkspace(folder, async (workspace) => {
      const sent = await readSent(workspace, file.agent, days);
      expect(sent.length).toBeGreaterThan(CUSTOMERS / 4);
      expect(brokenLimits(file.agent, sent)).toEqual([]);
    }));

  it('replays its last day without a difference', () =>
    inWorkspace(folder, async (workspace) => {
      const day = days.at(-1)!;
      const replayed = await replayDay({ workspace, agentName: file.agent.name, day });
      expect(replayed).toMatchObject({ day, differences: [], damaged: [] });
      expect(replayed.rows).toBeGreaterThan(0);
    }));

  it('takes in everything that others bring, and sets nothing aside', async () => {
    expect(existsSync(join(folder, 'quarantine'))).toBe(false);
    if (file.agent.delivery.mode !== 'file') return;
    const written = join(folder, 'recommendations', file.agent.name);
    expect((await readdir(written)).filter((each) => each.endsWith('.manifest.json'))).toHaveLength(DAYS);
    if (file.agent.delivery.activation !== 'import') return;
    const first = await readFile(join(folder, 'deliveries', `activations-${days[1]}.csv`), 'utf8');
    expect(first.split('\n').length).toBeGreaterThan(10);
    await inWorkspace(folder, async ({ store }) =>
      expect(await store.lake.files({ table: 'activations' })).toHaveLength(DAYS - 1),
    );
  });

  if (name !== GOES_ON) return;
  it('stopped and going on comes to the same report as played in one go', async () => {
    const parts = await newFolder();
    try {
      await playDemo(name, parts, DAYS / 2);
      const continued = await playDemo(name, parts, DAYS);
      expect(continued).toEqual(report);
      expect(continued.groups.some(({ outcome }) => outcome !== null && outcome.converters > 0)).toBe(true);
    } finally {
      await rm(parts, { recursive: true, force: true });
    }
  });
});
