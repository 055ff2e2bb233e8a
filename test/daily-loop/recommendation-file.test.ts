/** Mode `file` over several virtual days: what is in the file, that it survives being killed, and what trains. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandboxClock } from '@fitly/braze';
import { externalIdOf } from '@fitly/braze-sandbox';
import { numberColumn, textColumn } from '@fitly/core/data';
import type { AgentName, Day } from '@fitly/core/terms';
import { eraseCustomer, exportCustomer, halt, release, runAgent, type Workspace } from '@fitly/service';
import { batchesOf, customerKey, readForeignParquet, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { pauseBeside } from '../support/pause-beside.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { findTexts, readWorkspaceTexts } from '../support/search-workspace.ts';

const CUSTOMERS = 240;
const FORMULA = '=HYPERLINK("http://evil.example","Win, now")';

interface Kind {
  readonly format: 'csv' | 'jsonl' | 'parquet';
  readonly activation: 'assumed' | 'import';
}

/** The demo's agent with daily decisions, a horizon of two days, costs, a formula among its values, and a file. */
const fileAgent =
  ({ format, activation }: Kind) =>
  (yaml: string): string =>
    yaml
      .replace('policy: logistic ', 'policy: linear_thompson ')
      .replace('every: 14 days ', 'every: 1 day ')
      .replace('horizon: 14 days', 'horizon: 2 days\n  currency: USD\n  subtractCosts: true')
      .replace('subject_line: benefit }', `subject_line: '${FORMULA}' }\n        cost: 0.25`)
      .replace('mode: campaign', `mode: file\n  format: ${format}\n  activation: ${activation}`);

const start = (kind: Kind): Promise<Rehearsal> => startRehearsal({ customers: CUSTOMERS, edit: fileAgent(kind) });
const folderOf = ({ folder }: Rehearsal): string => join(folder, 'recommendations', AGENT);
const pathOf = (rehearsal: Rehearsal, day: Day, end: string): string => join(folderOf(rehearsal), `${day}.${end}`);
const manifestOf = async (rehearsal: Rehearsal, day: Day) =>
  JSON.parse(await readFile(pathOf(rehearsal, day, 'manifest.json'), 'utf8'));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type Row = Readonly<Record<string, unknown>>;

async function readRows(path: string, format: Kind['format']): Promise<Row[]> {
  if (format === 'parquet') return (await Array.fromAsync(readForeignParquet(path))).flatMap(({ rows }) => rows);
  const text = await readFile(path, 'utf8');
  if (format === 'jsonl')
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const [header, ...rows] = csvRows(text);
  return rows.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index]])));
}

/** RFC 4180, by the letter: a reader of its own, so that the writer is not checked by its sibling. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '') break;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

describe.each<Kind['format']>(['csv', 'jsonl', 'parquet'])('a file as %s', (format) => {
  const DAYS = daysFrom(3);
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await start({ format, activation: 'assumed' });
    await rehearsal.play(DAYS.length);
  }, 60_000);
  afterAll(() => rehearsal.close());

  it('holds one row for each decision of the day, with its id, instant, options and values', async () => {
    for (const day of DAYS) {
      const rows = await readRows(pathOf(rehearsal, day, format), format);
      const byId = new Map(rows.map((row) => [row['decision_id'], row]));
      await rehearsal.inside(async (workspace) => {
        const log = await readLog(workspace, day);
        const ids = textColumn(log, 'decision_id');
        const keys = textColumn(log, 'customer_key');
        expect([...byId.keys()]).toEqual(ids.toSorted());
        expect(rows.length).toBeGreaterThan(100);
        for (const [index, id] of ids.entries()) {
          const row = byId.get(id)!;
          expect(customerKey(workspace.store.keys, String(row['external_id']))).toBe(keys[index]);
          expect(row['day']).toBe(day);
          expect(instantOf(row['send_at'])).toBe(numberColumn(log, 'send_at')[index]);
          for (const dimension of ['creative', 'subject_line', 'send_hour'])
            expect(row[dimension]).toBe(textColumn(log, `option_${dimension}`)[index]);
          const subject = row['subject_line'] === 'benefit' ? FORMULA : row['subject_line'];
          expect(row['value_subject_line']).toBe(format === 'csv' && subject === FORMULA ? `'${FORMULA}` : subject);
          expect(Object.keys(row)).not.toContain('group');
        }
      });
    }
  });
  /** ISO 8601 in the text formats; Parquet has no zone, its instants are UTC. */
  const instantOf = (cell: unknown): number => Date.parse(format === 'parquet' ? `${String(cell)}Z` : String(cell));

  it('has a manifest that describes it to the byte', async () => {
    for (const day of DAYS) {
      const bytes = await readFile(pathOf(rehearsal, day, format));
      const manifest = await manifestOf(rehearsal, day);
      const rows = await readRows(pathOf(rehearsal, day, format), format);
      expect(manifest).toMatchObject({
        formatVersion: 1,
        agent: AGENT,
        agentVersion: 1,
        day,
        file: `${day}.${format}`,
        sha256: sha256(bytes),
        bytes: bytes.length,
        rows: rows.length,
        writtenAt: `${day}T11:00:00.000Z`,
        decisionIdsSha256: sha256(Buffer.from(rows.map((row) => row['decision_id']).join('\n'))),
        notInFile: { sends_nothing: 0, no_eligible_action: 0 },
      });
      expect(manifest.columns.map((column: { name: string }) => column.name)).toEqual(Object.keys(rows[0]!));
    }
  });

  it('is for its owner only, and nothing else lies in the folder', async () => {
    expect((await stat(folderOf(rehearsal))).mode & 0o777).toBe(0o700);
    const names = await readdir(folderOf(rehearsal));
    expect(names.sort()).toEqual(DAYS.flatMap((day) => [`${day}.${format}`, `${day}.manifest.json`]).sort());
    for (const name of names) expect((await stat(join(folderOf(rehearsal), name))).mode & 0o777).toBe(0o600);
  });

  it('is written once: a second run writes nothing, the ledger says accepted, and Braze was sent nothing', () =>
    rehearsal.inside(async (workspace) => {
      const path = pathOf(rehearsal, DAYS[0]!, format);
      const before = await stat(path);
      expect(await runNext(workspace, DAYS[0])).toMatchObject({ alreadyDone: true });
      expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
      const batches = await batchesOf(workspace.store.state.db, AGENT as AgentName, DAYS[0]!);
      expect(batches).toMatchObject([{ state: 'accepted', request: 'file', targetId: 'file', attempts: 1 }]);
      expect(rehearsal.sandbox.journal()).toEqual([]);
    }));

  it('is called written in the report, never accepted', async () => {
    const { out } = await callFitly(['report', '--folder', rehearsal.folder], rehearsal.folder);
    expect(out).toContain('Written');
    expect(out).not.toContain('Accepted');
  });

  it('with `assumed`, trains every written decision, and takes the cost of its options from the reward', () =>
    rehearsal.inside(async (workspace) => {
      const rewards = await rewardsOf(workspace, DAYS[0]!);
      const log = await readLog(workspace, DAYS[0]!);
      const subjects = new Map(
        textColumn(log, 'decision_id').map((id, row) => [id, textColumn(log, 'option_subject_line')[row]]),
      );
      expect(rewards.length).toBe(log.rowCount);
      for (const { id, reward, events, trains } of rewards) {
        expect(trains).toBe(true);
        expect(reward).toBe(events - (subjects.get(id) === 'benefit' ? 0.25 : 0));
      }
    }));
});

async function rewardsOf(workspace: Workspace, day: Day) {
  const columns = await workspace.store.lake.read({ table: 'rewards', agent: AGENT as AgentName, day });
  const trains = valuesOf(columns, 'trains', 'boolean');
  const rewards = valuesOf(columns, 'reward', 'float64');
  const events = valuesOf(columns, 'events', 'float64');
  return valuesOf(columns, 'decision_id', 'string').map((id, row) => ({
    id: id ?? '',
    trains: trains[row] === 1,
    reward: rewards[row]!,
    events: events[row]!,
  }));
}

/** Runs the next day and dies when dispatch has told so many times of its work: 0 = before the file, 1 = after it, 2 = after the manifest. */
async function killedRun(workspace: Workspace, after: number): Promise<void> {
  let told = 0;
  const run = runAgent({
    workspace,
    agentName: AGENT,
    day: null,
    signal: new AbortController().signal,
    elapsedMs: () => 0,
    onProgress: (event) => {
      if (event.kind === 'step_progress' && event.step === 'dispatch' && told++ === after) throw new Error('killed');
    },
  });
  await expect(run).rejects.toThrow('killed');
}

describe('a run that is killed while it writes', () => {
  let clean: Rehearsal;
  let killed: Rehearsal;
  beforeAll(async () => {
    [clean, killed] = await Promise.all([
      start({ format: 'csv', activation: 'assumed' }),
      start({ format: 'csv', activation: 'assumed' }),
    ]);
  }, 60_000);
  afterAll(() => Promise.all([clean.close(), killed.close()]));

  it.each([0, 1, 2])('at point %i and started again writes the same bytes', async (point) => {
    const day = daysFrom(3)[point]!;
    await clean.play(1);
    await killed.inside((workspace) => killedRun(workspace, point));
    // What a process that died in the middle of a write leaves behind.
    await writeFile(pathOf(killed, day, 'csv').replace(`${day}.csv`, `.${day}.csv.tmp`), 'external_id,decis').catch(
      () => {},
    );
    await killed.inside(async (workspace) => {
      expect(await batchesOf(workspace.store.state.db, AGENT as AgentName, day)).toMatchObject([{ state: 'planned' }]);
      await runNext(workspace);
      expect(await batchesOf(workspace.store.state.db, AGENT as AgentName, day)).toMatchObject([{ state: 'accepted' }]);
    });
    for (const end of ['csv', 'manifest.json'])
      expect(await readFile(pathOf(killed, day, end), 'utf8')).toBe(await readFile(pathOf(clean, day, end), 'utf8'));
    expect((await readdir(folderOf(killed))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('and started again more than a day later writes nothing any more, unless the file was there already', async () => {
    const clock = createSandboxClock(killed.sandbox.url);
    const later = async () => clock.sleepUntil((await clock.now()) + 25 * 3_600_000);
    await killed.inside((workspace) => killedRun(workspace, 0));
    await later();
    await killed.inside(async (workspace) => {
      const { day, steps } = await runNext(workspace);
      expect(steps.dispatch).toMatchObject({ written: 0, reason: 'too_late', not_sent: expect.any(Number) });
      expect(await stat(pathOf(killed, day, 'csv')).catch(() => null)).toBeNull();
      await killedRun(workspace, 2);
      await later();
      expect((await runNext(workspace)).steps.dispatch).toMatchObject({ written: expect.any(Number), file: /csv$/ });
    });
  });

  it('writes no file while the kill switch is pulled, and none of that day afterwards', async () => {
    await halt(clean.folder, AGENT, { by: 'a test', at: 0, note: null });
    await clean.inside(async (workspace) => {
      const { day, steps } = await runNext(workspace);
      expect(steps.dispatch).toMatchObject({ written: 0, reason: 'killed', not_sent: expect.any(Number) });
      await release(clean.folder, AGENT);
      const next = await runNext(workspace);
      expect(next.steps.dispatch).toMatchObject({ written: expect.any(Number) });
      expect(await stat(pathOf(clean, day, 'csv')).catch(() => null)).toBeNull();
      expect((await stat(pathOf(clean, next.day, 'csv'))).size).toBeGreaterThan(0);
    });
  });

  it('writes no file once the agent is paused while its run is on the way', async () => {
    await clean.inside(async (workspace) => {
      const { day, steps } = await runAgent({
        ...{ workspace, agentName: AGENT, day: null, signal: new AbortController().signal, elapsedMs: () => 0 },
        onProgress: (event) => {
          if (event.kind === 'step_finished' && event.step === 'plan') pauseBeside(clean.folder);
        },
      });
      expect(steps.dispatch).toMatchObject({ written: 0, reason: 'agent_paused', not_sent: expect.any(Number) });
      expect(await stat(pathOf(clean, day, 'csv')).catch(() => null)).toBeNull();
    });
  });
});

describe('with activations by import', () => {
  const [first, second] = daysFrom(2) as [Day, Day];
  let rehearsal: Rehearsal;
  let activated: string[];
  beforeAll(async () => {
    rehearsal = await start({ format: 'jsonl', activation: 'import' });
    await rehearsal.play(2);
    const ids = (await readRows(pathOf(rehearsal, first, 'jsonl'), 'jsonl')).map((row) => String(row['decision_id']));
    activated = ids.filter((_, index) => index % 3 === 0);
    const rows = [
      ...activated.map((id) => ({ decision_id: id, activated_at: `${first}T15:00:00Z`, customer: 'ada@example.com' })),
      { decision_id: ids[1], status: 'not_activated' },
      { decision_id: ids[2], status: 'activated' },
      { decision_id: ids[2], status: 'not_activated' },
      { decision_id: 'f'.repeat(32) },
      { decision_id: ids[4], status: 'opened' },
      { decision_id: ids[4], activated_at: 'yesterday' },
      { status: 'activated' },
    ];
    await writeFile(join(rehearsal.folder, 'sent.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }, 60_000);
  afterAll(() => rehearsal.close());

  const importSent = async () => {
    const args = ['import', 'sent.jsonl', '--kind', 'activations', '--folder', rehearsal.folder, '--json'];
    const { code, out } = await callFitly(args, rehearsal.folder);
    expect(code, out).toBe(0);
    return JSON.parse(out);
  };

  it('the rows that name a decision are kept, the others set aside with the reason and never their value', async () => {
    const result = await importSent();
    expect(result).toMatchObject({
      kind: 'activations',
      added: activated.length + 2,
      known: 0,
      late: 0,
      dropped: ['customer'],
      quarantined: {
        'unknown decision id': 1,
        'status is neither activated nor not_activated': 1,
        'activated_at is neither an ISO instant with a zone nor epoch milliseconds since 2000': 1,
        'no id in "decision_id"': 1,
      },
    });
    const quarantine = await readFile(join(rehearsal.folder, result.quarantineFile), 'utf8');
    expect(quarantine).toContain('"shape":"text of 9 characters"');
    expect(quarantine).not.toMatch(/ada|yesterday|opened/);
  });

  it('the same file again adds nothing', async () => {
    const files = () => rehearsal.inside(({ store }) => store.lake.files({ table: 'activations' }));
    const before = await files();
    expect(await importSent()).toMatchObject({ added: 0, known: activated.length + 2 });
    expect(await files()).toEqual(before);
  });

  it('only decisions that were named by the time they mature train, and only they cost', async () => {
    await rehearsal.play(2);
    await rehearsal.inside(async (workspace) => {
      const rewards = await rewardsOf(workspace, first);
      expect(new Set(rewards.filter((row) => row.trains).map((row) => row.id))).toEqual(new Set(activated));
      for (const row of rewards) if (!row.trains) expect(row.reward).toBe(row.events);
      expect((await rewardsOf(workspace, second)).some((row) => row.trains)).toBe(false);
    });
    const late = (await readRows(pathOf(rehearsal, second, 'jsonl'), 'jsonl'))[0]!['decision_id'];
    await writeFile(join(rehearsal.folder, 'late.csv'), `decision_id\n${late}\n`);
    const args = ['import', 'late.csv', '--kind', 'activations', '--folder', rehearsal.folder];
    const { code, out } = await callFitly(args, rehearsal.folder);
    expect([code, out]).toEqual([0, expect.stringContaining('1 came after their decisions had matured')]);
  });

  it('raw ids lie in the recommendation files and nowhere else', () =>
    rehearsal.inside(async (workspace) => {
      const ids = Array.from({ length: 20 }, (_, index) => externalIdOf(index));
      const places = findTexts(await readWorkspaceTexts(workspace), ids);
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) expect(place).toMatch(/^recommendations\/hillstrom\/[-\d]+\.jsonl$/);
    }));

  it('a customer who is erased is in no file any more, and every manifest says what lies beside it', async () => {
    const id = String((await readRows(pathOf(rehearsal, first, 'jsonl'), 'jsonl'))[0]!['external_id']);
    const erased = await rehearsal.inside((workspace) => eraseCustomer({ workspace, externalId: id, by: null }));
    expect(erased.recommendations).toContain(`recommendations/${AGENT}/${first}.jsonl`);
    for (const name of (await readdir(folderOf(rehearsal))).filter((each) => each.endsWith('.jsonl'))) {
      const bytes = await readFile(join(folderOf(rehearsal), name));
      expect(bytes.includes(`"${id}"`)).toBe(false);
      const manifest = await manifestOf(rehearsal, name.replace('.jsonl', '') as Day);
      expect([manifest.sha256, manifest.rows]).toEqual([sha256(bytes), bytes.toString().trim().split('\n').length]);
    }
    await rehearsal.inside(async (workspace) => {
      const { tables } = await exportCustomer(workspace, id);
      expect(Object.values(tables).flat()).toEqual([]);
      expect(Object.keys(tables)).toContain('activations');
    });
  });
});
