/** `fitly import`: rows that were set aside and the way back in, files of another kind than was said, and columns that differ. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import { customerKey, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 20,
    edit: (yaml) => yaml.replace('context:\n', 'context:\n  - { attribute: points, type: number }\n'),
  });
}, 60_000);
afterAll(() => rehearsal.close());

async function call(...args: readonly string[]) {
  const { code, out, err } = await callFitly([...args, '--folder', rehearsal.folder, '--json'], rehearsal.folder);
  return { code, err, result: JSON.parse(out) };
}
async function importText(name: string, text: string, ...args: readonly string[]) {
  await writeFile(join(rehearsal.folder, name), text);
  return call('import', name, ...args);
}
const entries = async () => (await call('import', 'quarantine')).result.entries;
const quarantineFiles = () => readdir(join(rehearsal.folder, 'quarantine'));

const pointsOf = (day: string, ids: readonly string[]) =>
  rehearsal.inside(async ({ store }) => {
    const rows = await store.lake.read({ table: 'imported_attributes', agent: AGENT as AgentName, day: day as Day });
    const keys = valuesOf(rows, 'customer_key', 'string');
    return ids.map((id) => valuesOf(rows, 'ctx_points', 'float64')[keys.indexOf(customerKey(store.keys, id))] ?? null);
  });

describe('rows that were set aside', () => {
  const day = '2026-03-01';
  const bad = 'external_id,points\na,1\nb,two\nc,three\n';

  it('of attributes come in with the repaired file, which fills and overwrites nothing', async () => {
    expect((await importText('crm.csv', bad, '--date', day)).result).toMatchObject({ rows: 1, changed: 1 });
    const [entry] = await entries();
    expect(entry).toMatchObject({
      ...{ file: 'crm.csv', setAside: 2, reasons: { 'points is not a number': 2 } },
      importedAs: { kind: 'attributes', agent: AGENT, day, idColumn: 'external_id' },
    });
    // What came since is newer than the repaired file.
    await importText('newer.csv', 'external_id,points\na,10\nb,20\n', '--date', day);
    const half = await importText('repaired.csv', bad.replace('two', '2'), '--date', '2026-03-09');
    expect(half.code).toBe(0);
    const retried = await call('import', 'retry', entry.name, '--file', 'repaired.csv');
    expect(retried.result.retried[0]).toMatchObject({
      cleared: true,
      result: { quarantined: { 'points is not a number': 1 } },
    });
    expect(await pointsOf(day, ['a', 'b', 'c'])).toEqual([10, 20, null]);
    // The row that is still bad is an entry of its own, for the same day.
    const left = (await entries()).find((each: { importedAs: { day: string } }) => each.importedAs.day === day);
    expect(left).toMatchObject({ file: 'repaired.csv', setAside: 1 });
    await writeFile(join(rehearsal.folder, 'repaired.csv'), bad.replace('two', '2').replace('three', '3'));
    const again = await call('import', 'retry', `quarantine/${left.name}.jsonl`);
    expect(again.result.retried[0]).toMatchObject({ cleared: true, result: { rows: 3, changed: 1 } });
    expect(await pointsOf(day, ['a', 'b', 'c'])).toEqual([10, 20, 3]);
    await call('import', 'retry', 'all', '--drop');
    expect(await entries()).toEqual([]);
    expect(await quarantineFiles()).toEqual([]);
  });

  it('of events come in once; a file with fewer rows than were set aside leaves the entry open', async () => {
    const rows = ['external_id,event,at', 'a,visit,2026-01-04T10:00:00Z', 'b,visit,monday', 'c,visit,tuesday'];
    await importText('visits.csv', rows.join('\n'), '--kind', 'events');
    const one = [rows[0], 'b,visit,2026-01-04T11:00:00Z'].join('\n');
    await writeFile(join(rehearsal.folder, 'one.csv'), one);
    const part = await call('import', 'retry', '--file', 'one.csv');
    expect(part.result.retried[0]).toMatchObject({ cleared: false, result: { agents: [{ added: 1, known: 0 }] } });
    await writeFile(
      join(rehearsal.folder, 'visits.csv'),
      `${rows.slice(0, 2).join('\n')}\nb,visit,2026-01-04T11:00:00Z\nc,visit,2026-01-04T12:00:00Z\n`,
    );
    const whole = await call('import', 'retry');
    expect(whole.result.retried[0]).toMatchObject({ cleared: true, result: { agents: [{ added: 1, known: 2 }] } });
    expect(await quarantineFiles()).toEqual([]);
    expect(await call('import', 'retry')).toMatchObject({ code: 3, result: { error: { code: 'quarantine_unknown' } } });
  });

  it('are listed for people with what to do, and dropped when somebody gives up', async () => {
    await importText('drop.csv', bad, '--date', '2026-03-02');
    const folder = ['--folder', rehearsal.folder];
    const { out } = await callFitly(['import', 'quarantine', ...folder]);
    expect(out).toContain('drop.csv, imported as attributes of 2026-03-02 for hillstrom');
    expect(out).toContain('        2  points is not a number');
    expect(out).toContain('fitly import retry NAME --file REPAIRED');
    const [name] = await quarantineFiles();
    expect(await readFile(join(rehearsal.folder, 'quarantine', name ?? ''), 'utf8')).not.toContain('three');
    expect((await callFitly(['import', 'retry', '--drop', ...folder])).out).toContain('2 rows are given up');
    expect(await quarantineFiles()).toEqual([]);
  });
});

describe('a file of another kind than was said', () => {
  const orders = Array.from({ length: 40 }, (_, n) => `c-${n % 20},${n},2026-01-05T10:${10 + n}:00Z`);
  const asAttributes = ['external_id,points,ordered_at', ...orders].join('\n');
  const asEvents = [
    'external_id,event,at',
    ...Array.from({ length: 60 }, (_, n) => `s-${n},visit,2026-01-04T00:00:00Z`),
  ].join('\n');

  it.each([
    ['orders.csv', asAttributes, ['--date', '2026-03-03'], '20 of 40 rows', '--kind events'],
    ['state.csv', asEvents, ['--kind', 'events'], 'all 60 rows have the same instant', 'as attributes'],
  ])('%s is refused with what was seen, until somebody confirms it', async (name, text, args, seen, next) => {
    const refused = await importText(name, text, ...args);
    expect(refused).toMatchObject({ code: 3, result: { error: { code: 'import_kind_doubtful' } } });
    expect(refused.result.error.message).toContain(seen);
    expect(refused.result.error.next).toContain(next);
    expect((await call('import', name, ...args, '--kind-confirmed')).code).toBe(0);
  });
});

it('columns that differ from those of the last file of the kind are told', async () => {
  const first = 'external_id,points,shop\na,1,x\n';
  await importText('first.csv', first, '--date', '2026-03-04');
  expect((await importText('same.csv', `${first}b,2,y\n`, '--date', '2026-03-05')).result.changes).toEqual([]);
  const path = join(rehearsal.folder, 'other.csv');
  await writeFile(path, 'external_id,points,since\na,,2026-01-01\nb,1,2026-01-01\n');
  const { out } = await callFitly(['import', path, '--date', '2026-03-06', '--folder', rehearsal.folder]);
  expect(out).toContain('Since the last file: the column since (date) is new');
  expect(out).toContain('Since the last file: the column shop (text) is gone');
});

it('--infer proposes a feed without a workspace, and shows no value', async () => {
  const path = join(rehearsal.folder, 'orders-2026.csv');
  await writeFile(
    path,
    'customer_id,event,at,total\nmtd-1,buy,2026-01-05T10:00:00Z,5\nmtd-1,buy,2026-01-05T11:00:00Z,6.5\n',
  );
  const { code, out } = await callFitly(['import', '--infer', path, '--folder', join(rehearsal.folder, 'none')]);
  expect(code, out).toBe(0);
  for (const words of ['feeds:\n  orders:\n    kind: events', 'customer: customer_id', 'amount: total'])
    expect(out).toContain(words);
  for (const value of ['mtd', 'buy', '6.5']) expect(out).not.toContain(value);
});

it('all of them, of which one file is gone: the others are retried, and the end says so', async () => {
  const day = '2026-03-20';
  await importText('gone.csv', 'external_id,points\nx,1\ny,two\n', '--date', day);
  await importText('there.csv', 'external_id,points\nx,1\nz,three\n', '--date', day);
  await writeFile(join(rehearsal.folder, 'there.csv'), 'external_id,points\nx,1\nz,3\n');
  await rm(join(rehearsal.folder, 'gone.csv'));
  const args = ['import', 'retry', 'all', '--folder', rehearsal.folder];
  const { code, out, err } = await callFitly(args, rehearsal.folder);
  expect(code).toBe(3);
  expect(out).toMatch(/gone\.csv: not retried: there is no file/);
  expect(out).toMatch(/there\.csv[\s\S]*Cleared/);
  expect(err).toContain('entries could not be retried; they stay as they are');
  expect(await pointsOf(day, ['z'])).toEqual([3]);
});
