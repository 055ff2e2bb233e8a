import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../workspace/workspace.ts';
import { decisionDesk } from './decision-desk.ts';

const CALL = { agent: 'shop', customers: [{ externalId: 'ada', context: null }] };

/** How often the key was looked for, which is done whenever the workspace is opened. */
async function looksForKey(folder: string, activations: number): Promise<number> {
  let looks = 0;
  const env = {
    get FITLY_MASTER_KEY() {
      looks++;
      return undefined;
    },
  };
  const desk = decisionDesk({ folder, env, now: () => 7 });
  const activate = () => desk.activate('shop', [{ decisionId: 'd1', at: null }]);
  const asked = [...Array.from({ length: activations }, activate), desk.decide(CALL)];
  const told = await Promise.all(asked.map((each) => each.catch((error: unknown) => error)));
  await desk.close();
  expect(told).toEqual(told.map(() => expect.objectContaining({ code: 'agent_unknown' })));
  return looks;
}

test('whoever asks and activates at once, before anybody has, is answered from one open workspace', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decision-desk-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await createWorkspace({ folder, sandboxUrl: 'http://127.0.0.1:1', sandboxKey: 'k', env: {} });
  const once = await looksForKey(folder, 0);
  expect([once > 0, await looksForKey(folder, 3)]).toEqual([true, once]);
});
