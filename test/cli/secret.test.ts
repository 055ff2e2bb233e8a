/** Secrets by command: kept encrypted, named by fitly.yaml, and found in clear nowhere in the folder. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const PLANTED = 'planted-1f0c9b7e-4d2a-4c55-9e1b-7a60d2';
const FORMS = [PLANTED, encodeURIComponent(PLANTED), Buffer.from(PLANTED).toString('base64').slice(0, -4)];

let cwd: string;
let braze: Server;
let authorization = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-secret-'));
  braze = createServer((request, response) => {
    authorization = request.headers.authorization ?? '';
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"message":"success","segments":[],"campaigns":[]}');
  });
  await new Promise<void>((resolve) => braze.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  braze.close();
  await rm(cwd, { recursive: true, force: true });
});

const said: string[] = [];
async function fitly(command: string, input?: string, env = {}) {
  const called = await callFitly(command.split(' '), cwd, { FITLY_STATE_FOLDER: join(cwd, 'outside'), ...env }, input);
  said.push(called.out, called.err);
  return called;
}

async function foundIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!(await stat(path)).isFile()) continue;
    const bytes = (await readFile(path)).toString('latin1');
    if (FORMS.some((form) => bytes.includes(form))) found.push(name);
  }
  return found;
}

test('docs/guides/secrets.md: its commands in order, and the planted key is nowhere in clear', async () => {
  const page = await readFile(new URL('../../docs/guides/secrets.md', import.meta.url), 'utf8');
  expect((await fitly('init --folder fitly-demo')).code).toBe(0);
  for (const [, command = ''] of page.matchAll(/^\$ fitly (.+)$/gm)) {
    const [words = '', file] = command.split(' < ');
    const { code, err } = await fitly(words, file === undefined ? undefined : `${PLANTED}\n`);
    expect(code, `${command}\n${err}`).toBe(0);
    expect(await foundIn(cwd)).toEqual([]);
  }
  expect(said.join('\n')).not.toContain(PLANTED);
  const entries = JSON.parse((await fitly('audit --folder fitly-demo --json')).out) as {
    action: string;
    object: string;
  }[];
  expect(entries.map(({ action, object }) => `${action} ${object}`)).toEqual([
    'removeSecret secret braze',
    'rotateSecretsKey null',
    'setSecret secret braze',
  ]);
});

test('a connection that names a secret sends with it, by any key that opens it; and says which key is wrong', async () => {
  expect((await fitly('secret set shop --folder fitly-demo', PLANTED)).code).toBe(0);
  const file = join(cwd, 'fitly-demo/fitly.yaml');
  const { port } = braze.address() as AddressInfo;
  const yaml = (await readFile(file, 'utf8'))
    .replace('keyFile: secrets/braze-sandbox.key', 'secret: shop')
    .replace(/http:\/\/127\.0\.0\.1:\d+/, `http://127.0.0.1:${port}`);
  await writeFile(file, yaml);
  expect(await fitly('braze segments --connection sandbox --folder fitly-demo')).toMatchObject({ code: 0 });
  expect(authorization).toBe(`Bearer ${PLANTED}`);
  expect((await fitly('secret list --folder fitly-demo')).out).toContain('connection sandbox');
  const other = { FITLY_SECRETS_KEY: Array.from({ length: 32 }, (_, n) => n.toString(16).padStart(2, '0')).join('') };
  expect((await fitly('secret rotate-key --folder fitly-demo', undefined, other)).code).toBe(0);
  const wrong = await fitly('braze segments --connection sandbox --folder fitly-demo');
  expect([wrong.code, wrong.err]).toEqual([4, expect.stringMatching(/key_wrong|was sealed with the key [0-9a-f]{8}/)]);
  expect((await fitly('doctor --folder fitly-demo')).out).toMatch(/failed +secrets: no key in use opens shop/);
  expect(await fitly('braze segments --connection sandbox --folder fitly-demo', undefined, other)).toMatchObject({
    code: 0,
  });
  expect((await fitly('secret remove shop --folder fitly-demo')).code).toBe(0);
  const gone = await fitly('braze segments --connection sandbox --folder fitly-demo');
  expect([gone.code, gone.err]).toEqual([3, expect.stringContaining('no secret shop')]);
  expect([await foundIn(cwd), said.join('\n').includes(PLANTED)]).toEqual([[], false]);
});

test('a value comes on standard input or not at all', async () => {
  expect(await fitly('secret set shop --folder fitly-demo', '')).toMatchObject({ code: 3 });
  const { code, err } = await fitly('secret set shop --folder fitly-demo', 'one\ntwo\n');
  expect([code, err]).toEqual([3, expect.stringContaining('several lines')]);
});
