import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecommendations } from './read-recommendations.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-recommendations-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const COLUMNS = [
  ...['external_id', 'decision_id', 'day', 'bid'].map((name) => ({ name, type: 'text' })),
  { name: 'send_at', type: 'instant' },
  ...[
    { name: 'value_line', type: 'text' },
    { name: 'value_percent', type: 'number' },
    { name: 'value_free', type: 'boolean' },
  ],
];

async function write(file: string, text: string): Promise<string> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const manifest = join(folder, `${file}.manifest.json`);
  await writeFile(join(folder, file), text);
  await writeFile(manifest, JSON.stringify({ file, sha256, columns: COLUMNS }));
  return manifest;
}

const ROW = {
  externalId: 'ln-00001',
  decisionId: 'd1',
  sendAt: Date.parse('2026-01-05T07:00:00Z'),
  values: { line: '=1+1', percent: 0, free: true },
};

test('CSV and JSON Lines mean the same: types as in the manifest, values by the names of the template', async () => {
  const csv = [
    'external_id,decision_id,day,send_at,bid,value_line,value_percent,value_free',
    "ln-00001,d1,2026-01-05,2026-01-05T07:00:00.000Z,low,'=1+1,0,true",
    'ln-00002,d2,2026-01-05,2026-01-05T07:00:00.000Z,low,,,',
  ].join('\n');
  const cells = { external_id: 'ln-00001', decision_id: 'd1', day: '2026-01-05', send_at: '2026-01-05T07:00:00.000Z' };
  const json = JSON.stringify({ ...cells, bid: 'low', value_line: '=1+1', value_percent: 0, value_free: true });
  expect(await readRecommendations(await write('a.csv', csv))).toEqual([
    ROW,
    { ...ROW, externalId: 'ln-00002', decisionId: 'd2', values: {} },
  ]);
  expect(await readRecommendations(await write('a.jsonl', json))).toEqual([ROW]);
});

test('without a manifest there is no file to take', async () => {
  expect(await readRecommendations(join(folder, 'none.manifest.json'))).toEqual([]);
});

test('a file that differs from its manifest by one byte is refused', async () => {
  const manifest = await write('b.csv', 'external_id,decision_id\n');
  await writeFile(join(folder, 'b.csv'), 'external_id,decision_id\n\n');
  await expect(readRecommendations(manifest)).rejects.toThrow('is not the file that its manifest describes');
});
