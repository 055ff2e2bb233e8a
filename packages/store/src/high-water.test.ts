import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asDay } from '@fitly/core/terms';
import { afterAll, expect, it } from 'vitest';
import { keepHighWater, readHighWater } from './high-water.ts';

const folder = mkdtempSync(join(tmpdir(), 'fitly-mark-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'high-water.json');

it.each([
  '',
  '{"boundTo":"here","agents":{"a":{"sequ',
  'null',
  '{"boundTo":"here","agents":null}',
  '{"boundTo":"here","agents":[]}',
  '{"boundTo":7,"agents":{}}',
  '{"boundTo":"here","agents":{"a":null}}',
  '{"boundTo":"here","agents":{"a":{"sequence":1.5,"day":"2026-01-05"}}}',
  '{"boundTo":"here","agents":{"a":{"sequence":-1,"day":"2026-01-05"}}}',
  '{"boundTo":"here","agents":{"a":{"sequence":"9","day":"2026-01-05"}}}',
  '{"boundTo":"here","agents":{"a":{"sequence":9,"day":"soon"}}}',
])('a mark that is damaged is told with its path, not taken for absent: %s', (text) => {
  writeFileSync(file, text);
  expect(() => readHighWater(file)).toThrow(
    expect.objectContaining({ code: 'database_damaged', message: expect.stringContaining(file) }),
  );
});

it('a whole mark is read, and none is null', () => {
  const record = { boundTo: 'here', agents: { a: { sequence: 9, day: '2026-01-05' } } };
  writeFileSync(file, JSON.stringify(record));
  expect(readHighWater(file)).toEqual(record);
  expect(readHighWater(join(folder, 'none.json'))).toBeNull();
});

it('a mark of which any character has changed is damaged', async () => {
  const record = { boundTo: 'here', agents: { [asAgentName('a')]: { sequence: 9, day: asDay('2026-01-05') } } };
  await keepHighWater({ inside: file, outside: null }, record);
  const text = readFileSync(file, 'utf8');
  expect(readHighWater(file)).toEqual(record);
  for (let at = 0; at < text.length - 1; at++) {
    writeFileSync(file, text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1));
    expect(() => readHighWater(file), `character ${at}`).toThrow(expect.objectContaining({ code: 'database_damaged' }));
  }
});
