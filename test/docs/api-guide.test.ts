/** The guide to the API: its program runs as it stands, and every request of its console blocks is answered. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STEPS } from '@fitly/core/terms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(`${ROOT}/docs/guides/api.md`, 'utf8');
const requests = page.split('\n').filter((line) => line.startsWith('$ curl '));
const ADDRESS = 'http://127.0.0.1:8410/';

let rehearsal: Rehearsal;
let server: ServedWorkspace;
let key: string;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 120 });
  await rehearsal.play(1);
  server = await serveApi(rehearsal.folder);
  key = server.key;
}, 60_000);
afterAll(async () => {
  await server.close();
  await rehearsal.close();
});

it.each(requests)('%s', async (line) => {
  expect(line).toContain('-H "authorization: Bearer $(cat fitly-demo/secrets/api.key)"');
  const url = /"?(http:\/\/\S+?)"?$/.exec(line)![1]!.replace(ADDRESS, server.url);
  const body = / -d '([^']*)'/.exec(line)?.[1];
  const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const response = await fetch(url, { headers, ...(body !== undefined && { method: 'POST', body }) });
  expect([response.status, await response.text()]).toMatchObject([200, expect.any(String)]);
});

const programs = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program = '']) => program);

/** What a program of the page says on the console. */
async function saidBy(program: string, name: string): Promise<string[]> {
  const scratch = join(ROOT, 'node_modules', '.cache', 'api-guide');
  await mkdir(scratch, { recursive: true });
  const file = join(scratch, `${name}.mjs`);
  const said: string[] = [];
  const { log } = console;
  try {
    await writeFile(
      file,
      // Node strips no types below node_modules, from where the program finds its import.
      stripTypeScriptTypes(program)
        .replace("'fitly-demo/secrets/api.key'", JSON.stringify(join(rehearsal.folder, 'secrets', 'api.key')))
        .replace(ADDRESS.slice(0, -1), server.url.slice(0, -1)),
    );
    console.log = (...words: unknown[]) => said.push(words.join(' '));
    await import(/* @vite-ignore */ file);
  } finally {
    console.log = log;
    await rm(file, { force: true });
  }
  return said;
}

it('its first program waits for a dry run and follows a run', async () => {
  expect(await saidBy(programs[0] ?? '', 'first')).toEqual(['done true', ...STEPS]);
});

it('its second program changes the file and keeps the version', async () => {
  const said = await saidBy(programs[1] ?? '', 'second');
  expect(said).toEqual([expect.stringMatching(/^schedule.runAt: 06:00 → 07:00: /), '2']);
  expect(await readFile(join(rehearsal.folder, 'agents', `${AGENT}.yaml`), 'utf8')).toContain('runAt: "07:00"');
});
