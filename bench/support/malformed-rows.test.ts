/** The short form of `npm run bench -- import`: every kind of malformed line, between good ones, through the command itself. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AgentName } from '@fitly/core/terms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../../test/support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../../test/support/rehearsal.ts';
import { checksumOf, type EventFormat, writeMixedFile } from './malformed-rows.ts';

const ROWS = 2_000;
const UNTIL = Date.parse('2026-01-05T04:00:00Z');
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 20 });
}, 60_000);
afterAll(() => rehearsal.close());

const mixed = (format: EventFormat, path: string, prefix: string) =>
  writeMixedFile({ path, format, prefix, rows: ROWS, longLineBytes: 3_000_000, deepEvery: 500, until: UNTIL });

async function importFile(name: string) {
  const args = ['import', name, '--kind', 'events', '--folder', rehearsal.folder, '--json'];
  const { code, out } = await callFitly(args, rehearsal.folder);
  expect(code, out).toBe(0);
  return JSON.parse(out);
}

const storedRows = () =>
  rehearsal.inside(async ({ store }) => {
    const files = await store.lake.files({ table: 'imported_events', agent: AGENT as AgentName });
    return files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  });

it.each<EventFormat>(['csv', 'jsonl'])(
  'of a %s file every good row comes in, and every bad one is named',
  async (format) => {
    const before = await storedRows();
    const path = join(rehearsal.folder, `mixed.${format}`);
    const written = mixed(format, path, format);
    const result = await importFile(`mixed.${format}`);
    expect(result.quarantined).toEqual(written.bad);
    expect(result.agents).toMatchObject([{ added: written.good, known: 0 }]);
    const text = await readFile(join(rehearsal.folder, result.quarantineFile), 'utf8');
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(checksumOf(rows)).toBe(written.checksum);
    expect(text).not.toContain('bad-');
    expect(await storedRows()).toBe(before + written.good);
    const again = await importFile(`mixed.${format}`);
    expect(again).toMatchObject({ quarantined: written.bad, agents: [{ added: 0, known: written.good }] });
    expect(await storedRows()).toBe(before + written.good);
  },
);

it('of a cut archive the rows before the cut come in, and of the whole one only the rest', async () => {
  const path = join(rehearsal.folder, 'whole.csv');
  mixed('csv', path, 'z');
  const whole = gzipSync(await readFile(path));
  const half = whole.subarray(0, whole.length >> 1);
  await writeFile(join(rehearsal.folder, 'half.csv.gz'), half);
  await writeFile(join(rehearsal.folder, 'whole.csv.gz'), whole);
  const cut = await importFile('half.csv.gz');
  const [{ added }] = cut.agents;
  expect(added).toBeGreaterThan(ROWS / 10);
  expect(cut.damagedFrom).toBeGreaterThan(added);
  expect(cut.quarantined['the archive is damaged: nothing from this line on could be read']).toBe(1);
  const lines = gunzipSync(whole)
    .toString('latin1')
    .split('\n')
    .slice(0, cut.damagedFrom - 1);
  expect(lines.filter((line) => line.startsWith('z-') || line.startsWith('"z-')).length).toBe(added);
  expect(await importFile('whole.csv.gz')).toMatchObject({
    agents: [{ added: ROWS - added, known: added }],
    damagedFrom: null,
  });
});
