/** Promise 4, searched for byte by byte: what may not reach the disk is not there. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays } from '@fitly/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { fitly } from '../support/run-fitly.ts';
import { exportProfiles, type SandboxProfile } from '../support/sandbox-profiles.ts';
import { findTexts, findWords, readWorkspaceTexts, type WorkspaceTexts } from '../support/search-workspace.ts';
import { watchWorkspace } from '../support/watch-workspace.ts';

const CUSTOMERS = 300;
let rehearsal: Rehearsal;
let profiles: readonly SandboxProfile[];
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: CUSTOMERS });
  await rehearsal.play(3);
  profiles = await exportProfiles(rehearsal.sandbox);
}, 60_000);
afterAll(() => rehearsal.close());

const searched = (): Promise<WorkspaceTexts> => rehearsal.inside(readWorkspaceTexts);
const all = (pick: (profile: SandboxProfile) => string): string[] => [...new Set(profiles.map(pick))];

describe('a workspace after a few days', () => {
  let texts: WorkspaceTexts;
  beforeAll(async () => {
    texts = await searched();
  });

  it('is searched by a search that finds what is there', async () => {
    expect(texts.files.size).toBeGreaterThan(20);
    expect(texts.columns.size).toBeGreaterThan(30);
    expect(findTexts(texts, ['subject_line'])).toContain('state.db');
    expect(findTexts(texts, ['Surburban']).some((place) => place.endsWith(' ctx_zip_code'))).toBe(true);
    expect(findWords(texts, ['Web']).some((place) => place.endsWith(' ctx_channel'))).toBe(true);
    expect(await readFile(join(rehearsal.folder, 'sandbox', 'journal.jsonl'), 'utf8')).toContain('mtd-');
  });

  it.each<[string, () => string[]]>([
    ['external id', () => ['mtd-', ...all((each) => each.external_id)]],
    ['e-mail address', () => ['@example.com', ...all((each) => each.email)]],
    ['last name', () => all((each) => each.last_name)],
    ['phone number', () => all((each) => each.phone.slice(1))],
    ['id of Braze', () => all((each) => each.braze_id)],
    [
      'value of an attribute that was not declared',
      () => all((each) => String(each.custom_attributes['history_segment'])),
    ],
    ['name of an attribute or event that was not declared', () => ['history_segment', 'app_open']],
  ])('holds no %s in the bytes of any file and in no string of any Parquet file', (_, secrets) => {
    expect(secrets().length).toBeGreaterThan(1);
    expect(secrets().every((text) => text.length >= 4)).toBe(true);
    expect(findTexts(texts, secrets())).toEqual([]);
  });

  it('holds no first name as a word of any string', () => {
    const names = all((each) => each.first_name);
    expect(names.length).toBeGreaterThan(5);
    expect(findWords(texts, names)).toEqual([]);
  });
});

describe('a workspace while a run and an import work in it', () => {
  it('holds nothing personal in any file at any moment, also in those that do not stay', async () => {
    const path = join(rehearsal.folder, 'sandbox', 'during.csv');
    const rows = profiles.map((each, row) => `${each.external_id},${row % 12},during-${row}@secret.example`);
    await writeFile(path, ['external_id,recency,contact', ...rows].join('\n'));
    const texts = ['mtd-', '@example.com', 'secret.example', 'history_segment', ...all((each) => each.braze_id)];
    const watched = await watchWorkspace(rehearsal.folder, texts, async () => {
      const inFolder = ['--folder', rehearsal.folder];
      expect(await fitly(['import', path, '--date', FIRST_DAY, ...inFolder])).toMatchObject({ code: 0 });
      expect(await fitly(['run', AGENT, ...inFolder])).toMatchObject({ code: 0 });
    });
    expect(watched.looks).toBeGreaterThan(20);
    const after = await searched();
    // The log of the database, and lake files before they have their names.
    expect([...watched.seen]).toContain('state.db-wal');
    expect([...watched.seen].filter((each) => !after.files.has(each)).length).toBeGreaterThan(1);
    expect([...watched.held]).toEqual([]);
  });
});

/** Nothing personal in what a person sees or a log keeps. */
function expectQuotesNothing({ out, err }: Called): void {
  const seen = (out + err).toLowerCase();
  const personal = profiles.flatMap((each) => [each.external_id, each.email, each.phone, each.last_name.toLowerCase()]);
  expect(personal.filter((text) => seen.includes(text))).toEqual([]);
}

describe('a damaged export', () => {
  it.each(['truncate', 'corrupt'])('(%s) is reported without a word of its content', async (fault) => {
    await arm(rehearsal.sandbox, { export: fault });
    try {
      const text = await callFitly(['run', AGENT, '--folder', rehearsal.folder]);
      const json = await callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json']);
      expect([text.code, json.code]).toEqual([4, 4]);
      expect(text.err).toContain('[braze_export_damaged]');
      expectQuotesNothing(text);
      expectQuotesNothing(json);
    } finally {
      await arm(rehearsal.sandbox, { export: null });
    }
    expect(findTexts(await searched(), ['mtd-', '@example.com'])).toEqual([]);
  });
});

describe('an imported file', () => {
  const NEEDLES = 1_000;
  const needle = (row: number): string => `needle-${String(row).padStart(4, '0')}`;

  /** Every row has a secret in an undeclared column; every tenth is unusable, and its bad cell is a secret too. */
  function secretCsv(): string {
    const rows = Array.from({ length: NEEDLES }, (_, row) => {
      const id = profiles[row % CUSTOMERS]?.external_id;
      const recency = row % 10 === 0 ? needle(row) : String(row % 12);
      return `${id},${needle(row)},${recency},${needle(row)}@secret.example`;
    });
    return ['external_id,note,recency,contact', ...rows].join('\n');
  }

  it('leaves nothing of 1,000 values in undeclared columns, and nothing of a bad row, anywhere', async () => {
    const path = join(rehearsal.folder, 'sandbox', 'secret.csv');
    await writeFile(path, secretCsv());
    const finished = await callFitly(['import', path, '--date', FIRST_DAY, '--folder', rehearsal.folder]);
    expect(finished).toMatchObject({ code: 0, out: expect.stringContaining('Imported 270 customers') });
    expect(finished.out).toContain('never kept: note, contact');
    expect(finished.out).toContain('100 rows set aside');
    expect(finished.out + finished.err).not.toContain('needle-');
    const texts = await searched();
    expect(findTexts(texts, ['recency is not a number']).some((place) => place.startsWith('quarantine/'))).toBe(true);
    expect(findTexts(texts, ['needle-', 'secret.example', 'mtd-'])).toEqual([]);
  });

  it.each<[string, string, string, number]>([
    ['quotes that do not end', 'csv', 'external_id,recency\nmtd-00001,1\n"mtd-00002,needle-1,x\n', 1],
    ['a quote within a cell', 'csv', 'external_id,recency\nmtd-00001,1\nmtd-00002,needle-1"x"\n', 2],
    ['text after a quote', 'csv', 'external_id,recency\nmtd-00001,1\n"mtd-00002"needle-1,5\n', 3],
    ['broken JSON', 'jsonl', '{"external_id":"mtd-00001","recency":1}\n{"external_id":"mtd-00002", needle-1\n', 4],
    ['no usable row', 'csv', 'mtd-00001,needle-1\nmtd-00002,needle-2\n', 5],
  ])('with %s is never quoted', async (name, ending, content, day) => {
    const date = addDays(FIRST_DAY, day);
    const path = join(rehearsal.folder, 'sandbox', `${name.replaceAll(' ', '_')}.${ending}`);
    await writeFile(path, content);
    for (const more of [[], ['--json']]) {
      const { out, err } = await callFitly(['import', path, '--date', date, '--folder', rehearsal.folder, ...more]);
      expect(out + err).not.toMatch(/needle-|mtd-/);
    }
    expect(findTexts(await searched(), ['needle-', 'mtd-'])).toEqual([]);
  });
});
