/** `fitly import`: what comes in, what is set aside, and what decisions are made of it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { externalIdOf } from '@fitly/braze-sandbox';
import { numberColumn, textColumn } from '@fitly/core/data';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, customerKey, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

const CUSTOMERS = 300;
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: CUSTOMERS,
    // Two attributes that the shop's Braze does not hold, before those that it does.
    edit: (yaml) =>
      yaml.replace(
        'context:\n',
        'context:\n  - { attribute: tier, type: category }\n  - { attribute: points, type: number }\n',
      ),
  });
}, 60_000);
afterAll(() => rehearsal.close());

interface Result {
  readonly again: boolean;
  readonly rows: number;
  readonly attributes: readonly string[];
  readonly dropped: readonly string[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
}

/** Every import of a test has a day of its own, long after the days that are run. */
let free = 100;
const freeDay = (): Day => addDays(FIRST_DAY, free++);

async function importText(
  name: string,
  content: string | Uint8Array,
  { day = freeDay(), more = [] }: { day?: Day; more?: readonly string[] } = {},
): Promise<Called> {
  const path = join(rehearsal.folder, name);
  await writeFile(path, content);
  return callFitly(['import', path, '--date', day, '--folder', rehearsal.folder, '--json', ...more]);
}

const resultOf = ({ code, out }: Called): Result => {
  expect(code, out).toBe(0);
  return JSON.parse(out);
};

/** Raw id → tier and points as they lie in the lake. */
async function imported(day: Day, ids: readonly string[]): Promise<Record<string, [string | null, number]>> {
  return rehearsal.inside(async ({ store }) => {
    const rows = await store.lake.read({ table: 'imported_attributes', agent: AGENT as AgentName, day });
    const keys = valuesOf(rows, 'customer_key', 'string');
    const tiers = valuesOf(rows, 'ctx_tier', 'string');
    const points = valuesOf(rows, 'ctx_points', 'float64');
    const entries = ids.map((id): [string, [string | null, number]] => {
      const row = keys.indexOf(customerKey(store.keys, id));
      return [id, [tiers[row] ?? null, points[row] ?? Number.NaN]];
    });
    expect(keys).toEqual([...keys].sort());
    return Object.fromEntries(entries);
  });
}

const GOOD_CSV = 'external_id,tier,points\nmtd-00001,gold,5\nmtd-00002,,7.5\nmtd-00003,silver,\n';
const GOOD_JSONL = [
  { external_id: 'mtd-00001', tier: 'gold', points: 5 },
  { external_id: 'mtd-00002', tier: null, points: 7.5 },
  { external_id: 'mtd-00003', tier: 'silver' },
]
  .map((row) => `${JSON.stringify(row)}\n`)
  .join('');
const IDS = ['mtd-00001', 'mtd-00002', 'mtd-00003'];
const GOOD = { 'mtd-00001': ['gold', 5], 'mtd-00002': [null, 7.5], 'mtd-00003': ['silver', Number.NaN] };

describe('a file of good rows', () => {
  it.each<[string, string | Uint8Array]>([
    ['plain.csv', GOOD_CSV],
    ['plain.jsonl', GOOD_JSONL],
    ['plain.ndjson', GOOD_JSONL],
    ['packed.csv.gz', gzipSync(GOOD_CSV)],
    ['packed.jsonl.gz', gzipSync(GOOD_JSONL)],
    ['byte-order-mark.csv', `\ufeff${GOOD_CSV}`],
    ['byte-order-mark.jsonl', `\ufeff${GOOD_JSONL}`],
    ['windows.csv', GOOD_CSV.replaceAll('\n', '\r\n')],
    ['windows.jsonl', GOOD_JSONL.replaceAll('\n', '\r\n')],
    [
      'quoted.csv',
      '"external_id","tier","points"\n"mtd-00001","gold","5"\n"mtd-00002","",7.5\nmtd-00003,"silver",""\n',
    ],
    ['no-last-newline.csv', GOOD_CSV.trimEnd()],
    ['spaces-in-header.csv', GOOD_CSV.replace('external_id,tier', 'external_id , tier')],
    ['empty-lines.csv', GOOD_CSV.replaceAll('\n', '\n\n')],
    ['empty-lines.jsonl', GOOD_JSONL.replaceAll('\n', '\n\n')],
  ])('%s comes in whole, keyed by hash', async (name, content) => {
    const day = freeDay();
    const result = resultOf(await importText(name, content, { day }));
    expect(result).toEqual({
      again: false,
      rows: 3,
      changed: 3,
      attributes: ['tier', 'points'],
      dropped: [],
      quarantined: {},
      suspected: [],
      quarantineFile: null,
      changes: [],
    });
    expect(await imported(day, IDS)).toEqual(GOOD);
  });

  it('may be a Parquet file', async () => {
    const day = freeDay();
    const columns: Columns = {
      rowCount: 3,
      columns: [
        { name: 'external_id', type: 'string', values: IDS },
        { name: 'tier', type: 'string', values: ['gold', null, 'silver'] },
        { name: 'points', type: 'float64', values: Float64Array.of(5, 7.5, Number.NaN) },
      ],
    };
    const path = await rehearsal.inside(async ({ store }) => {
      const staged = await store.lake.stage({ table: 'brought', agent: AGENT as AgentName, day, columns });
      return join(store.folder, staged.path);
    });
    const called = await importText('customers.parquet', await readFile(path), { day });
    expect(resultOf(called)).toMatchObject({ rows: 3, attributes: ['tier', 'points'], quarantined: {} });
    expect(await imported(day, IDS)).toEqual(GOOD);
  });

  it('may hold commas, quotes and line ends within quotes', async () => {
    const day = freeDay();
    const cells = '"mtd-00001","gold, ""old""\nand rare",1\nmtd-00002,plain,2\n';
    expect(resultOf(await importText('commas.csv', `external_id,tier,points\n${cells}`, { day }))).toMatchObject({
      rows: 2,
    });
    expect((await imported(day, IDS))['mtd-00001']).toEqual(['gold, "old"\nand rare', 1]);
  });

  it('may name the id column otherwise', async () => {
    const csv = GOOD_CSV.replace('external_id', 'customer no');
    expect(resultOf(await importText('other-id.csv', csv, { more: ['--id', 'customer no'] }))).toMatchObject({
      rows: 3,
      dropped: [],
    });
  });

  it('adds nothing a second time, also under another name', async () => {
    const day = freeDay();
    resultOf(await importText('once.csv', GOOD_CSV, { day }));
    const files = () => rehearsal.inside(({ store }) => store.lake.files({ table: 'imported_attributes' }));
    const before = await files();
    expect(resultOf(await importText('twice.csv', GOOD_CSV, { day }))).toMatchObject({ again: true, rows: 0 });
    expect(await files()).toEqual(before);
    expect((await imported(day, IDS))['mtd-00001']).toEqual(['gold', 5]);
  });
});

describe('a second file for the same day', () => {
  it('adds to the first: it wins cell by cell, and its empty cells say nothing', async () => {
    const day = freeDay();
    resultOf(await importText('first.csv', GOOD_CSV, { day }));
    const more = 'external_id,tier,points\nmtd-00001,,6\nmtd-00004,bronze,1\n';
    expect(resultOf(await importText('second.csv', more, { day }))).toMatchObject({ again: false, rows: 2 });
    const both = { ...GOOD, 'mtd-00001': ['gold', 6], 'mtd-00004': ['bronze', 1] };
    expect(await imported(day, [...IDS, 'mtd-00004'])).toEqual(both);
    expect(resultOf(await importText('first.csv', GOOD_CSV, { day }))).toMatchObject({ again: true });
    expect(await imported(day, [...IDS, 'mtd-00004'])).toEqual(both);
  });
});

describe('columns that nobody asked for', () => {
  it('are named and not kept, __proto__ among them', async () => {
    const day = freeDay();
    const csv = 'external_id,__proto__,constructor,tier,toString\nmtd-00001,a,b,gold,c\n';
    expect(resultOf(await importText('proto.csv', csv, { day }))).toMatchObject({
      rows: 1,
      attributes: ['tier'],
      dropped: ['__proto__', 'constructor', 'toString'],
    });
    const json = '{"external_id":"mtd-00001","__proto__":{"tier":"stolen","external_id":"mtd-00009"},"points":3}\n';
    expect(resultOf(await importText('proto.jsonl', json, { day: addDays(day, 400) }))).toMatchObject({
      rows: 1,
      attributes: ['points'],
      dropped: ['__proto__'],
    });
    expect((await imported(addDays(day, 400), IDS))['mtd-00001']).toEqual([null, 3]);
    expect(({} as Record<string, unknown>)['tier']).toBeUndefined();
    const columns = await rehearsal.inside(({ store }) =>
      store.lake.read({ table: 'imported_attributes', agent: AGENT as AgentName, day }),
    );
    expect(columns.columns.map((column) => column.name)).not.toContain('ctx___proto__');
  });
});

describe('bad rows', () => {
  it('of a CSV file are counted by reason, and their lines stand in the quarantine', async () => {
    const csv = [
      'external_id,tier,points', // line 1
      'mtd-00001,gold,5',
      ',gold,5', // 3: no id
      'mtd-00002,gold,five', // 4: not a number
      'mtd-00003,gold', // 5: two cells
      'mtd-00004,gold,5,6', // 6: four cells
      '   ,gold,5', // 7: no id
      'mtd-00005,gold,Infinity', // 8: not a number
      'mtd-00006,"a', // 9 to 10: a good row on two lines
      'b",1',
      'mtd-00007,gold,1e3x', // 11: not a number
    ].join('\n');
    const result = resultOf(await importText('bad.csv', csv));
    expect(result).toMatchObject({
      rows: 2,
      quarantined: {
        'no id in "external_id"': 2,
        'points is not a number': 3,
        '2 cells where the header has 3': 1,
        '4 cells where the header has 3': 1,
      },
    });
    expect(await quarantine(result)).toEqual([
      { line: 3, reason: 'no id in "external_id"' },
      { line: 4, reason: 'points is not a number' },
      { line: 5, reason: '2 cells where the header has 3' },
      { line: 6, reason: '4 cells where the header has 3' },
      { line: 7, reason: 'no id in "external_id"' },
      { line: 8, reason: 'points is not a number' },
      { line: 11, reason: 'points is not a number' },
    ]);
  });

  it('of a JSONL file too', async () => {
    const lines = [
      '{"external_id":"mtd-00001","points":1}',
      '{"external_id":"mtd-00002","points":"x"}', // 2: not a number
      '{"external_id":"mtd-00003",', // 3: not JSON
      '["mtd-00004"]', // 4: not an object
      '', // 5: left out
      '{"points":1}', // 6: no id
      '{"external_id":{"id":"mtd-00005"},"points":1}', // 7: no id
      '{"external_id":"mtd-00006","tier":["gold"]}', // 8: not a category
      '{"external_id":"mtd-00007","points":true}', // 9: not a number
      `{"external_id":"mtd-00008","tier":"${'x'.repeat(1_000_000)}"}`, // 10: too long
    ];
    const result = resultOf(await importText('bad.jsonl', lines.join('\n')));
    expect(result).toMatchObject({ rows: 1, dropped: [] });
    expect((await quarantine(result)).map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: points is not a number',
      '3: not valid JSON',
      '4: not a JSON object',
      '6: no id in "external_id"',
      '7: no id in "external_id"',
      '8: tier is not a category',
      '9: points is not a number',
      '10: line longer than a million bytes',
    ]);
  });

  it('say what the value looked like, and in which file', async () => {
    const csv = 'external_id,points\nmtd-00001,1\nmtd-00002,secret\n';
    const result = resultOf(await importText('shapes.csv', csv));
    const text = await readFile(join(rehearsal.folder, result.quarantineFile ?? ''), 'utf8');
    expect(JSON.parse(text)).toEqual({
      file: 'shapes.csv',
      line: 3,
      reason: 'points is not a number',
      shape: 'text of 6 characters',
    });
  });

  const quarantine = async ({ quarantineFile }: Result): Promise<{ line: number; reason: string }[]> => {
    const text = await readFile(join(rehearsal.folder, quarantineFile ?? ''), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ line, reason }) => ({ line, reason }));
  };
});

describe('a file of which nothing can be used', () => {
  const cut = gzipSync(GOOD_CSV.repeat(1_000));
  it.each<[string, string, string | Uint8Array, string, string]>([
    ['a wrong id column', 'wrong-id.csv', GOOD_CSV.replace('external_id', 'id'), 'import_nothing_usable', '--id'],
    ['no known attribute', 'other.csv', 'external_id,colour\nmtd-00001,red\n', 'import_nothing_usable', 'tier, points'],
    ['only a header', 'header.csv', 'external_id,tier\n', 'import_nothing_usable', 'no rows'],
    ['nothing at all', 'empty.jsonl', '', 'import_nothing_usable', 'no rows'],
    ['semicolons', 'semicolons.csv', GOOD_CSV.replaceAll(',', ';'), 'import_nothing_usable', '--id'],
    ['a cut archive', 'cut.csv.gz', cut.subarray(0, cut.length - 12), 'file_unreadable', 'to its end'],
    ['a cut archive of JSON', 'cut.jsonl.gz', gzipSync(GOOD_JSONL).subarray(0, 60), 'file_unreadable', 'to its end'],
    ['an archive that is none', 'none.csv.gz', GOOD_CSV, 'file_unreadable', 'to its end'],
    ['another kind of file', 'table.xlsx', GOOD_CSV, 'file_unreadable', '.jsonl'],
  ])('(%s) is refused with a reason, and nothing is kept', async (_, name, content, code, words) => {
    const day = freeDay();
    const called = await importText(name, content, { day });
    expect(called.code).toBe(3);
    const { error } = JSON.parse(called.out);
    expect(error).toMatchObject({ code, next: expect.any(String) });
    expect(`${error.message} ${error.next}`).toContain(words);
    expect(called.out + called.err).not.toContain('mtd-0');
    const files = await rehearsal.inside(({ store }) => store.lake.files({ table: 'imported_attributes', day }));
    expect(files).toEqual([]);
  });

  it('may be mended and brought again', async () => {
    const day = freeDay();
    expect((await importText('mended.csv', GOOD_CSV.replace('external_id', 'id'), { day })).code).toBe(3);
    expect(resultOf(await importText('mended.csv', GOOD_CSV, { day }))).toMatchObject({ again: false, rows: 3 });
  });
});

describe('imported attributes in decisions', () => {
  it('count from the day after their date, and only where Braze has nothing to say', async () => {
    const rows = Array.from({ length: CUSTOMERS }, (_, index) => `${externalIdOf(index)},gold,${index},99`);
    const csv = ['external_id,tier,points,recency', ...rows].join('\n');
    resultOf(await importText('all.csv', csv, { day: FIRST_DAY }));
    await rehearsal.inside(async (workspace) => {
      await runNext(workspace);
      await runNext(workspace);
      const pointsOf = new Map(
        Array.from({ length: CUSTOMERS }, (_, index) => [
          customerKey(workspace.store.keys, externalIdOf(index)) as string,
          index,
        ]),
      );
      const [before, after] = [await readLog(workspace, FIRST_DAY), await readLog(workspace, addDays(FIRST_DAY, 1))];
      expect([before.rowCount > 5, after.rowCount > 5]).toEqual([true, true]);
      expect(new Set(textColumn(before, 'ctx_tier'))).toEqual(new Set([null]));
      expect(new Set(numberColumn(before, 'ctx_points'))).toEqual(new Set([Number.NaN]));
      expect(new Set(textColumn(after, 'ctx_tier'))).toEqual(new Set(['gold']));
      expect([...numberColumn(after, 'ctx_points')]).toEqual(
        textColumn(after, 'customer_key').map((key) => pointsOf.get(key ?? '')),
      );
      // Recency is 1 to 12 in the shop's Braze, and 99 in the file.
      for (const log of [before, after]) expect(Math.max(...numberColumn(log, 'ctx_recency'))).toBeLessThan(13);
    });
  });
});
