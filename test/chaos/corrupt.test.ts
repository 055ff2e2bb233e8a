/** R12 in short: one damage after the other, at rest, to a workspace that has run; the campaign draws them by the hundred. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type Damage, inflict, wrongIn } from './corrupt.ts';

let rehearsal: Rehearsal;
let backup: string;
let report: string;
const ask = (...args: readonly string[]) => callFitly([...args, '--folder', rehearsal.folder]);
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 40 });
  await rehearsal.play(1);
  backup = `${rehearsal.folder}-backup`;
  await cp(rehearsal.folder, backup, { recursive: true, preserveTimestamps: true });
  report = (await ask('report', AGENT, '--csv')).out;
}, 60_000);
afterAll(async () => {
  await rm(backup, { recursive: true });
  await rehearsal.close();
});

const sizeOf = async (file: string): Promise<number> => (await readFile(join(rehearsal.folder, file))).length;

test.each<[string, Damage['kind'], string, number]>([
  ['the database, where its cells are', 'flip', 'state.db', 0.6],
  ['the database, near its end', 'flip', 'state.db', 0.97],
  ['a page of the database', 'zeros', 'state.db', 0.5],
  ['the database, cut', 'truncate', 'state.db', 0.5],
  ['the database, gone', 'delete', 'state.db', 0],
  ['the mark of what was sent', 'flip', 'high-water.json', 0.8],
])('%s: nothing is sent, all say which file, and a plain copy puts it back', async (_, kind, file, share) => {
  const offset = Math.floor(share * (await sizeOf(file)));
  const sent = rehearsal.sandbox.journal().length;
  const isChanged = await inflict(rehearsal.folder, {
    kind,
    file,
    offset: kind === 'zeros' ? offset - (offset % 4_096) : offset,
  });
  expect(isChanged).toBe(true);
  const [doctor, reported, run] = [await ask('doctor'), await ask('report', AGENT, '--csv'), await ask('run', AGENT)];
  const wrong = [['doctor', doctor] as const, ['report', reported] as const, ['run', run] as const];
  expect(wrong.flatMap(([who, called]) => wrongIn(who, called, file))).toEqual([]);
  expect([doctor.code, run.code]).toEqual([6, 4]);
  if (reported.code === 0) expect(reported.out).toBe(report);
  expect(rehearsal.sandbox.journal()).toHaveLength(sent);
  for (const suffix of ['', '-wal', '-shm']) await rm(join(rehearsal.folder, `${file}${suffix}`), { force: true });
  await cp(join(backup, file), join(rehearsal.folder, file), { preserveTimestamps: true });
  expect((await ask('report', AGENT, '--csv')).out).toBe(report);
});

test('a file of the lake: doctor says which one', async () => {
  const names = await readdir(join(rehearsal.folder, 'lake'), { recursive: true });
  const file = join('lake', names.find((name) => /decisions.*\.parquet$/.test(name))!);
  await inflict(rehearsal.folder, { kind: 'flip', file, offset: 100 });
  const doctor = await ask('doctor');
  expect(doctor.code).toBe(6);
  expect(wrongIn('doctor', doctor, file)).toEqual([]);
  await writeFile(join(rehearsal.folder, file), await readFile(join(backup, file)));
  expect((await ask('report', AGENT, '--csv')).out).toBe(report);
});
