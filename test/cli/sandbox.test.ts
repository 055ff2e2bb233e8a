/** `fitly sandbox --state FILE`: a Braze of one's own people, without a workspace. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '@fitly/cli';
import { expect, it } from 'vitest';

const STATE = fileURLToPath(new URL('../braze/conformance/state.yaml', import.meta.url));

it('says its address and keys, answers by them, and keeps nothing', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'fitly-sandbox-'));
  const stop = new AbortController();
  const said = Promise.withResolvers<string>();
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      said.resolve(chunk.toString());
      done();
    },
  });
  const args = ['sandbox', '--state', STATE, '--port', '0', '--standing', '--json'];
  const ended = main(args, { out, err: out, env: {}, cwd, stop: stop.signal });
  const { url, apiKey, keyWithoutPermissions } = JSON.parse(await said.promise);
  const list = async (key: string): Promise<number> =>
    (await fetch(`${url}/campaigns/list`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect([await list(apiKey), await list(keyWithoutPermissions), await list('nobody')]).toEqual([200, 403, 401]);
  stop.abort();
  await ended;
  expect(await readdir(cwd)).toEqual([]);
  await rm(cwd, { recursive: true });
});
