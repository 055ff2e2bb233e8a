/** What replay says about a log that somebody has changed, without any Braze to ask; once in a process of its own. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalCell, textColumn } from '@fitly/core/data';
import { addDays } from '@fitly/core/time';
import { replayDay } from '@fitly/service';
import { type Columns, type StagedFile, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { decisionsFile, keepBytes, rewriteDecisions, withCell, withRows } from '../support/lake-files.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { fitly } from '../support/run-fitly.ts';

const DAYS = 6;
/** The newest day: a learned version chose, so probabilities differ between customers. */
const DAY = addDays(FIRST_DAY, DAYS - 1);
/** What followed is known after two days, so that six days hold what sixteen would. */
const soonLearned = (yaml: string): string =>
  yaml.replace('every: 14 days ', 'every: 2 days ').replace('horizon: 14 days', 'horizon: 2 days');
let rehearsal: Rehearsal;
/** The decisions of `DAY`: relative to the workspace, and absolute. */
let file: { readonly path: string; readonly absolute: string };

beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 200, edit: soonLearned });
  await rehearsal.play(DAYS);
  await rehearsal.stopSandbox();
  const { path } = await rehearsal.inside((workspace) => decisionsFile(workspace, DAY));
  file = { path, absolute: join(rehearsal.folder, path) };
}, 120_000);
afterAll(() => rehearsal.close());

/** Every test damages the file as it likes and finds it whole again. */
beforeEach(async () => keepBytes(file.absolute));

const ARGS = (): string[] => ['replay', '--date', DAY, '--folder', rehearsal.folder];

interface Replayed {
  readonly text: Called;
  readonly json: Called;
  readonly found: {
    readonly equal: boolean;
    readonly differences: readonly { row: string; column: string; stored: string; recomputed: string }[];
    readonly damaged: readonly { path: string; what: string }[];
  };
}

async function replayTwice(): Promise<Replayed> {
  const [text, json] = [await callFitly(ARGS()), await callFitly([...ARGS(), '--json'])];
  return { text, json, found: JSON.parse(json.out) };
}

type Cell = string | number | null;
interface Forged {
  readonly decisionId: string;
  readonly was: Cell;
  readonly is: Cell;
  readonly staged: StagedFile;
}

/** Changes one cell of the third row. */
async function forge(column: string, change: (was: Cell) => Cell): Promise<Forged> {
  let forged: Omit<Forged, 'staged'> | null = null;
  const rewrite = (table: Columns): Columns => {
    const decisionId = valuesOf(table, 'decision_id', 'string')[2] ?? '';
    return withCell(table, 2, column, (was) => {
      forged = { decisionId, was, is: change(was) };
      return forged.is;
    });
  };
  const staged = await rehearsal.inside((workspace) => rewriteDecisions(workspace, DAY, rewrite));
  return { ...forged!, staged };
}

const CELLS: readonly [column: string, change: (was: Cell) => Cell][] = [
  ['option_subject_line', (was) => (was === 'plain' ? 'benefit' : 'plain')],
  ['propensity', (was) => Number(was) / 2],
  ['ctx_history', (was) => Number(was) + 0.01],
  ['ctx_channel', (was) => (was === 'Web' ? 'Phone' : 'Web')],
  ['group', (was) => (was === 'agent' ? 'random_control' : 'agent')],
];

describe('a log as it was written', () => {
  it('is that of a learned version on its newest day', () =>
    rehearsal.inside(async (workspace) => {
      const probabilities = textColumn(await readLog(workspace, DAY), 'probabilities');
      // Random control, and before anything is known everybody, draws by lot.
      expect(Array.from(probabilities).some((each) => each !== 'u')).toBe(true);
    }));

  it('is recomputed equal on every day, and nobody is asked for it', async () => {
    const { text, json, found } = await replayTwice();
    expect(text).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Equal\. .* \d+ decisions/) });
    expect(json.code).toBe(0);
    expect(found).toMatchObject({ equal: true, differences: [], damaged: [] });
    expect(await fitly(ARGS())).toMatchObject({ code: 0, err: '', out: text.out });
    await rehearsal.inside(async (workspace) => {
      for (const day of daysFrom(DAYS))
        expect(await replayDay({ workspace, agentName: AGENT, day })).toMatchObject({ differences: [], damaged: [] });
    });
  });
});

describe('one rewritten cell', () => {
  it.each(CELLS)('in %s is named with file, decision, column and both values', async (column, change) => {
    const { decisionId, was, is } = await forge(column, change);
    const { text, json, found } = await replayTwice();
    expect(found.damaged).toMatchObject([{ path: file.path, what: expect.stringContaining(file.path) }]);
    expect(found.differences).toEqual([
      { row: decisionId, column, stored: canonicalCell(is), recomputed: canonicalCell(was) },
    ]);
    for (const words of [file.path, decisionId, `column ${column}`, canonicalCell(is), canonicalCell(was)])
      expect(text.out).toContain(words);
    expect(found.equal).toBe(false);
    expect([text.code, json.code]).toEqual([6, 6]);
  });

  it.each(CELLS)('in %s is named also when the manifest was forged along with the file', async (column, change) => {
    const { decisionId, was, is, staged } = await forge(column, change);
    const restore = await forgeManifest(staged);
    try {
      const { text, json, found } = await replayTwice();
      expect(found.damaged).toEqual([]);
      expect(found.differences).toEqual([
        { row: decisionId, column, stored: canonicalCell(is), recomputed: canonicalCell(was) },
      ]);
      expect(text.out).toContain(`row ${decisionId}, column ${column}: the log says ${canonicalCell(is)}`);
      expect([text.code, json.code]).toEqual([6, 6]);
    } finally {
      await restore();
    }
  });
});

/** The manifest's row says what the forged file is; the function that is returned puts the true one back. */
async function forgeManifest({ sha256, bytes, rowCount }: StagedFile): Promise<() => Promise<void>> {
  const set = (values: { sha256: string; bytes: number; row_count: number }): Promise<void> =>
    rehearsal.inside(async ({ store }) => {
      await store.state.db.updateTable('lake_files').set(values).where('path', '=', file.path).execute();
    });
  const was = await rehearsal.inside((workspace) => decisionsFile(workspace, DAY));
  await set({ sha256, bytes, row_count: rowCount });
  return () => set({ sha256: was.sha256, bytes: was.bytes, row_count: was.rowCount });
}

describe('rows that were taken out or put in', () => {
  it.each([
    ['one row less', (count: number) => Array.from({ length: count - 1 }, (_, row) => row)],
    ['one row twice', (count: number) => [...Array.from({ length: count }, (_, row) => row), 0]],
  ])('%s is a difference, with an honest manifest and with a forged one', async (_, rows) => {
    const staged = await rehearsal.inside((workspace) =>
      rewriteDecisions(workspace, DAY, (table) => withRows(table, rows(table.rowCount))),
    );
    const honest = await replayTwice();
    expect(honest.json.code).toBe(6);
    expect(honest.found.damaged).toMatchObject([{ path: file.path }]);
    const { rowCount } = await rehearsal.inside((workspace) => decisionsFile(workspace, DAY));
    for (const claimed of [rowCount, staged.rowCount]) {
      const restore = await forgeManifest({ ...staged, rowCount: claimed });
      try {
        const { text, found } = await replayTwice();
        expect(text.code).toBe(6);
        expect(found.differences).toMatchObject([{ column: '(whole row)' }]);
      } finally {
        await restore();
      }
    }
  });
});

describe('a file that is not what was committed', () => {
  it.each([
    ['at its beginning', () => 1],
    ['in the middle', (size: number) => Math.floor(size / 2)],
    ['in its footer', (size: number) => size - 6],
  ])('with one flipped byte %s is named', async (_, place) => {
    const bytes = await readFile(file.absolute);
    const at = place(bytes.length);
    bytes[at] = bytes[at]! ^ 0xff;
    await writeFile(file.absolute, bytes);
    const { text, json, found } = await replayTwice();
    expect(found).toMatchObject({ equal: false, damaged: [{ path: file.path }] });
    expect(text.out).toContain(`damaged file ${file.path}`);
    expect(text.out).toContain('checksum');
    expect([text.code, json.code]).toEqual([6, 6]);
  });

  it('is said to be missing when it was deleted', async () => {
    await rm(file.absolute);
    const { text, json, found } = await replayTwice();
    expect(found).toMatchObject({
      equal: false,
      damaged: [{ path: file.path, what: expect.stringContaining('missing') }],
    });
    expect(text.out).toContain(`damaged file ${file.path}`);
    expect(text.out).toContain('it is missing');
    expect([text.code, json.code]).toEqual([6, 6]);
  });

  it('is named, with exit 4, when it is the audience that the recomputation starts from', async () => {
    const path = await rehearsal.inside(async ({ store }) => {
      const [snapshot] = await store.lake.files({ table: 'snapshots', day: DAY });
      return snapshot!.path;
    });
    const absolute = join(rehearsal.folder, path);
    const restore = await keepBytes(absolute);
    const bytes = await readFile(absolute);
    bytes[100] = bytes[100]! ^ 0xff;
    await writeFile(absolute, bytes);
    try {
      const finished = await callFitly(ARGS());
      expect(finished).toMatchObject({ code: 4, err: expect.stringContaining('[lake_file_damaged]') });
      expect(finished.err).toContain(path);
    } finally {
      await restore();
    }
  });
});
