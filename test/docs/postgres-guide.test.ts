/** The guide of queries is true: its statements and commands are run in order, against a PostgreSQL of this test. */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, temporaryDatabase } from '@fitly/store/postgres-server.testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-postgres-guide-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('docs/guides/postgres.md', { timeout: 120_000 }, async () => {
  const text = await readFile(new URL('../../docs/guides/postgres.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```(\w+)(?: (\S+))?\n([\s\S]*?)```/g)];
  const database = await temporaryDatabase();
  const reader = new URL(database);
  [reader.username, reader.password] = ['fitly_reader', 'change-me'];
  let output = '';
  for (const [, language, file, content = ''] of blocks) {
    if (language === 'sql') await execute(database, content);
    if (language === 'yaml') await appendFile(join(cwd, 'fitly-query/fitly.yaml'), content);
    if (file !== undefined) await writeFile(join(cwd, 'fitly-query', file), reader.href, { mode: 0o600 });
    if (language === 'text' && content.startsWith('shop_orders')) expect(content).toBe(output);
    if (language !== 'console') continue;
    for (const line of content.trim().split('\n')) {
      const called = await callFitly(line.replace('$ fitly ', '').split(' '), cwd);
      expect(called.code, `${line}\n${called.err}`).toBe(0);
      output = called.out;
    }
  }
  const again = await callFitly(['feeds', '--json', '--folder', 'fitly-query'], cwd);
  expect(again.out).not.toContain('change-me');
});
