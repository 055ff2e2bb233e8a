/** Logs of other systems as they come: ids that look like numbers, rows that lack a key, probabilities in columns. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellText } from './cells.ts';
import { parseColumns } from './column-mapping.ts';
import { evaluateFile } from './evaluate-file.ts';
import { readForeignLog } from './foreign-log.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-foreign-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

const COLUMNS = 'action=item,reward=click,propensity=0.5,customer=who';

async function read(text: string, { columns = COLUMNS, name = 'log.csv' } = {}) {
  const path = join(folder, name);
  await writeFile(path, text);
  return readForeignLog({ path, columns: parseColumns(columns), joins: [], moreActions: [] });
}

describe('ids', () => {
  test.each([
    ['0.50', '0.5'],
    ['.5', '0.5'],
    [' 3 ', '3'],
    [7, '7'],
    ['007', '007'],
    ['0x10', '0x10'],
    ['1e3', '1e3'],
    ['12345678901234567890', '12345678901234567890'],
    ['.', '.'],
    ['', ''],
    [null, ''],
  ])('%j is %j', (cell, text) => expect(cellText(cell)).toBe(text));

  test('of customers stay apart however much they look like one number', async () => {
    const ids = ['12345678901234567890', '12345678901234567891', '7', '007', '7.0'];
    const { log } = await read(`item,click,who\n${ids.map((id) => `a,1,${id}`).join('\n')}\n`);
    expect(log.customerKeys).toEqual(ids);
  });
});

/** Why a log is refused, line by line. */
async function refusalOf(...given: Parameters<typeof read>): Promise<readonly string[]> {
  const error = await read(...given).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FitlyError) || error.code !== 'decision_log_invalid') throw error;
  return error.issues.map(({ path, message }) => `${path}: ${message}`);
}

describe('probabilities in columns', () => {
  const columns = 'action=item,reward=click,propensity=propensity,candidate=p*';
  const logOf = (...rows: string[]): string => `item,click,propensity,pa,pb,pc\n${rows.join('\n')}\n`;

  test('make an action possible that the log never shows, and take no column that is something else', async () => {
    const { log, actions, candidate } = await read(logOf('a,1,0.5,0.2,0.3,0.5', 'b,0,0.5,0,0,1'), { columns });
    expect(actions).toEqual(['a', 'b', 'c']);
    const into = new Float64Array(log.actionCount);
    candidate!(0, into);
    expect([...into]).toEqual([0.2, 0.3, 0.5]);
  });

  test('so a candidate that puts its weight there has no number', async () => {
    const path = join(folder, 'unseen.csv');
    await writeFile(path, logOf('a,1,0.5,0.2,0.3,0.5', 'b,0,0.5,0.3,0.6,0.1'));
    const nothing = { uniform: false, fixed: [], probabilities: [], truth: null };
    const request = { ...nothing, path, columns: parseColumns(columns) };
    const { candidates } = await evaluateFile(request);
    expect(candidates[0]!.judgement).toMatchObject({ refusals: [{ reason: 'support_missing', unsupported: 0.3 }] });
    await expect(evaluateFile({ ...request, fixed: ['c'] })).rejects.toThrow('never shows the action "c"');
  });

  test.each([
    ['a,1,0.5,0.2,,0.8', 'line 2: a probability in p* is not a number from 0 to 1'],
    ['a,1,0.5,1.2,-0.2,0', 'line 2: a probability in p* is not a number from 0 to 1'],
    ['a,1,0.5,0.2,0.3,0.4', 'line 2: the probabilities in p* sum to 0.9000, expected 1'],
  ])('%s is refused', async (row, issue) => expect(await refusalOf(logOf(row), { columns })).toEqual([issue]));

  test('of the log’s own policy are checked alike, and have to be there', async () => {
    const behaviour = columns.replace('candidate', 'behaviour');
    expect(await refusalOf(logOf('a,1,0.5,0.2,0.3,0.4'), { columns: behaviour })).toHaveLength(1);
    await expect(read(logOf('a,1,0.5,0.2,0.3,0.5'), { columns: `${behaviour},candidate=q_*` })).rejects.toThrow(
      'has no column q_*',
    );
  });
});

test('of a file without a header line not one value is told', async () => {
  const error: unknown = await read('ana@shop.example,7,0.5\nbob@shop.example,8,0.5\n').catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ next: expect.stringContaining('first line looks like values') });
  expect(JSON.stringify(error) + String(error)).not.toContain('ana@');
});

test('a row of JSON Lines without a key is a row with an empty cell', async () => {
  const rows = [
    { item: 'a', click: 1, who: 'x' },
    { item: 'a', who: 'y' },
    { click: 0, who: 'z' },
    { item: 'a', click: 1 },
  ];
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  expect(await refusalOf(text, { name: 'log.jsonl' })).toEqual([
    'line 2: the reward is not a number',
    'line 3: there is no action',
    'line 4: there is no customer',
  ]);
});

describe('a stranger’s export', () => {
  const ODD = 'action="shown, by us",reward=Clicked,propensity=prob,customer=who,context="a+b"';
  test.each([
    ['semicolons', ';', 'log.csv'],
    ['tabs', '\t', 'log.tsv'],
    ['bars', '|', 'log.txt'],
    ['commas', ',', 'log.csv'],
  ])('with %s, quoted names, True and False', async (_, at, name) => {
    const header = ['"shown, by us"', 'Clicked', 'prob', 'who', '"a+b"'].join(at);
    const rows = [
      ['"x; y"', 'True', '.5', '1', '"say ""hi"""'],
      ['z', 'False', '0.25', '2', ''],
    ].map((row) => row.join(at));
    const { log, actions, texts } = await read([header, ...rows, ''].join('\n'), { columns: ODD, name });
    expect([actions, Array.from(log.propensities), Array.from(log.rewards)]).toEqual([
      ['x; y', 'z'],
      [0.5, 0.25],
      [1, 0],
    ]);
    expect(texts('a+b')).toEqual(['say "hi"', '']);
  });

  test('with decimal commas is told so', async () => {
    expect(await refusalOf('item;click;who\na;0,5;1\n')).toEqual([
      'line 2: the reward has a comma: decimals have a point',
    ]);
  });

  test('without propensities is told what is missing, and not to mend rows', async () => {
    const error = await read('item,click,p,who\na,1,,1\nb,0,0,2\n', { columns: COLUMNS.replace('0.5', 'p') }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'decision_log_invalid', next: expect.stringMatching(/never logged, nothing/) });
  });
});
