/**
 * The guide of events over REST is true: its commands and its call are made in order. The server is killed as soon as it has
 * answered: what it accepted is there all the same, and posted again it counts once.
 */
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { type Running, startFitly } from '../support/run-fitly.ts';

let cwd: string;
let server: Running | null = null;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-events-guide-'));
});
afterAll(async () => {
  server?.child.kill('SIGKILL');
  await rm(cwd, { recursive: true, force: true });
});

async function serve(args: readonly string[]): Promise<string> {
  server = startFitly([...args, '--port', '0'], {}, cwd);
  const said = await server.waitFor('http://127.0.0.1:');
  return /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0];
}

async function kill(): Promise<void> {
  server?.child.kill('SIGKILL');
  await server?.finished;
  server = null;
}

test('docs/guides/events-api.md', { timeout: 120_000 }, async () => {
  const text = await readFile(new URL('../../docs/guides/events-api.md', import.meta.url), 'utf8');
  let [output, call, address] = ['', '', ''];
  const post = async (): Promise<unknown> => {
    const key = (await readFile(join(cwd, 'fitly-events/secrets/api.key'), 'utf8')).trim();
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await fetch(`${address}/api/v1/events`, { method: 'POST', headers, body: call })).json();
  };
  let answer: unknown = null;
  for (const [, language, file, content = ''] of text.matchAll(/```(\w+)(?: (\S+))?\n([\s\S]*?)```/g)) {
    if (language === 'yaml') await appendFile(join(cwd, 'fitly-events/fitly.yaml'), content);
    if (language === 'json' && file !== undefined) call = content;
    if (language === 'json' && file === undefined) expect(answer).toEqual(JSON.parse(content));
    if (language === 'text') expect(output).toBe(content);
    if (language !== 'console') continue;
    for (const line of content.trim().split('\n')) {
      if (line.includes('--serve')) address = await serve(line.replace('$ fitly ', '').split(' '));
      else if (line.startsWith('$ curl')) {
        answer = await post();
        await kill();
      } else {
        const called = await callFitly(line.replace('$ fitly ', '').split(' '), cwd);
        expect(called.code, `${line}\n${called.err}`).toBe(0);
        output = called.out;
      }
    }
  }
  address = await serve(['report', 'hillstrom', '--serve', '--folder', 'fitly-events']);
  expect(await post()).toMatchObject({ accepted: 0, repeated: 3, setAside: 1, notCounted: 1 });
  await kill();
  const { out } = await callFitly(['customer', 'export', 'mtd-00002', '--json', '--folder', 'fitly-events'], cwd);
  const { tables } = JSON.parse(out) as { tables: Record<string, readonly { name: string }[]> };
  expect(tables['behaviour_events']?.map(({ name }) => name)).toEqual(['visit']);
});
