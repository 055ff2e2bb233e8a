/** Folders of earlier stages: today's code opens them, finds them in order, says the same, and goes on with them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { keptSettings, startSandbox } from '@fitly/braze-sandbox';
import type { Report } from '@fitly/core/report';
import {
  createWorkspace,
  examine,
  listFinishedDays,
  loadReport,
  openWorkspace,
  replayDay,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGENT, runNext } from '../support/rehearsal.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/workspaces/', import.meta.url));
const versions = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.tar.gz'))
  .map((name) => name.replace('.tar.gz', ''));

it('the first stage is kept', () => expect(versions).toContain('0.1.0'));

/** Version and definitions of a state database, read without the product. */
function schemaOf(folder: string): { readonly version: unknown; readonly definitions: unknown } {
  const database = new DatabaseSync(join(folder, 'state.db'), { readOnly: true });
  try {
    return {
      version: database.prepare('pragma user_version').get(),
      definitions: database.prepare('select type, name, tbl_name, sql from sqlite_master order by type, name').all(),
    };
  } finally {
    database.close();
  }
}

/** The numbers of a report without its words, which may be improved at any time. */
/** What a share of 14 days was made of stands in the report since 0.1.0; the share is compared. */
const shares = <T extends object | null>(chosen: T): unknown => {
  if (chosen === null) return null;
  const { decidedLast14: _, ...told } = chosen as Record<string, unknown>;
  return told;
};

const figuresOf = (report: Report) => ({
  asOfDay: report.asOfDay,
  verdict: report.finding.verdict,
  groups: report.groups.map(({ group, enrolled, missing, sends, outcome }) => [
    group,
    enrolled,
    missing,
    sends,
    outcome,
  ]),
  contrasts: report.contrasts.map(({ id, plannedSize, absolute, relative, increment, p, verdict }) => [
    ...[id, plannedSize, absolute, relative, increment, p, verdict],
  ]),
  // Messages of a day stand in the report since 0.1.0; their sums are compared with the groups.
  days: report.days.map(({ sends: _, ...told }) => told),
  chosen: report.dimensions.map(({ id, options }) => [
    id,
    options.map((option) => [option.id, shares(option.agent), shares(option.randomControl)]),
  ]),
});

/** To nine digits: the last bits of a statistic may depend on the order in which it is summed. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, each) => (typeof each === 'number' ? Number(each.toPrecision(9)) : each));

describe.each(versions)('a folder of %s', (version) => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, `${version}.json`), 'utf8')) as {
    days: number;
    report: Report;
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fitly-fixture-'));
    execFileSync('tar', ['-xzpf', join(FIXTURES, `${version}.tar.gz`), '-C', folder]);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function inside<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
    const workspace = await openWorkspace({ folder, now: () => 1_800_000_000_000, env: {}, lockFor: 'a test' });
    try {
      return await work(workspace);
    } finally {
      await workspace.close();
    }
  }

  it('gets the schema that a new folder has', async () => {
    expect(await inside((workspace) => listFinishedDays(workspace, AGENT))).toHaveLength(expected.days);
    const fresh = join(folder, 'fresh');
    await createWorkspace({ folder: fresh, sandboxUrl: 'http://127.0.0.1:8411', sandboxKey: 'key', env: {} });
    expect(schemaOf(folder)).toEqual(schemaOf(fresh));
  });

  it('is in order by every check but the connection, since nobody has started its sandbox', async () => {
    const findings = await examine({ folder, env: {}, now: Date.now });
    expect(findings.filter(({ state }) => state === 'failed')).toMatchObject([{ check: 'connection sandbox' }]);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['workspace', 'key', 'lake']));
  });

  it('reports the same figures', () =>
    inside(async (workspace) => {
      const report = await loadReport(workspace, AGENT);
      expect(rounded(figuresOf(report!))).toEqual(rounded(figuresOf(expected.report)));
    }));

  it('recomputes every day equal', () =>
    inside(async (workspace) => {
      const days = await listFinishedDays(workspace, AGENT);
      expect(days).toHaveLength(expected.days);
      for (const day of days) {
        const replayed = await replayDay({ workspace, agentName: AGENT, day });
        expect(replayed, day).toMatchObject({ differences: [], damaged: [] });
        expect(replayed.rows, day).toBeGreaterThan(0);
      }
    }));

  it('goes on: one more day over the same sandbox', async () => {
    const home = workspacePaths(folder).sandbox;
    const kept = keptSettings(home);
    if (kept === null) throw new Error('the fixture has no sandbox');
    const sandbox = await startSandbox({ ...kept, port: 0, folder: home, startAt: 0 });
    try {
      const file = workspacePaths(folder).workspaceFile;
      await writeFile(file, (await readFile(file, 'utf8')).replace(/url: http:.*/, `url: ${sandbox.url}`));
      await inside(async (workspace) => {
        const before = sandbox.journal().length;
        expect(before).toBeGreaterThan(0);
        const result = await runNext(workspace);
        expect(result.alreadyDone).toBe(false);
        expect(Object.keys(result.steps)).toHaveLength(8);
        const decided = result.steps.decide?.['decisions'];
        expect(result.steps.dispatch).toMatchObject({ accepted: decided, in_doubt: 0, rejected: 0, not_sent: 0 });
        expect(sandbox.journal().length).toBeGreaterThan(before);
        const replayed = await replayDay({ workspace, agentName: AGENT, day: result.day });
        expect(replayed).toMatchObject({ differences: [], damaged: [], rows: decided });
        expect((await loadReport(workspace, AGENT))?.asOfDay).toBe(result.day);
      });
    } finally {
      await sandbox.close();
    }
  });
});
