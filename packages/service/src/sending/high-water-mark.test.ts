import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asDay, type Day } from '@fitly/core/terms';
import {
  createStore,
  type HighWaterFiles,
  keepHighWater,
  readHighWater,
  type Store,
  saveAgentVersion,
} from '@fitly/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgottenSends, highWaterMark, takeUpForgotten } from './high-water-mark.ts';
import { adoptFolder, examineMark, type Instance, requireOwnPlace } from './instance.ts';

const AGENT = asAgentName('shop');
const MONDAY = asDay('2026-01-05');
const TUESDAY = asDay('2026-01-06');
const WEDNESDAY = asDay('2026-01-07');

let root: string;
let store: Store;
let files: HighWaterFiles & { readonly outside: string };
let here: Instance;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-mark-'));
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => 0 });
  await saveAgentVersion(store.state.db, { agent: AGENT, yaml: '', agentJson: '{}', by: null, at: 0 });
  files = { inside: join(root, 'high-water.json'), outside: join(root, 'outside', 'mark.json') };
  here = { place: 'here', highWater: files, leaseMs: 120_000 };
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const markOf = () => readHighWater(files.outside)?.agents[AGENT];
const keep = (sequence: number, day: Day, boundTo = 'here') =>
  keepHighWater(files, { boundTo, agents: { [AGENT]: { sequence, day } } });
const ofRun = (day: Day) => highWaterMark(files, { boundTo: 'here', agent: AGENT, day });

async function sendOne(day: Day): Promise<void> {
  const mark = ofRun(day);
  await mark.raise(await mark.count(store.state.db));
}
async function takeUp(day: Day): Promise<boolean> {
  const { db } = store.state;
  return takeUpForgotten(db, { agent: AGENT, day }, await forgottenSends(db, files, AGENT));
}

describe('a database that has forgotten the sends of several days', () => {
  it('doubts each of them once, and what it sends for the first lowers neither number nor day of the mark', async () => {
    await sendOne(MONDAY);
    await keep(9, TUESDAY);
    expect(await takeUp(MONDAY)).toBe(true);
    await sendOne(MONDAY);
    expect(markOf()).toEqual({ sequence: 10, day: TUESDAY });
    expect(await takeUp(MONDAY)).toBe(false);
    expect(await takeUp(TUESDAY)).toBe(true);
    expect(await takeUp(TUESDAY)).toBe(false);
    expect(await takeUp(WEDNESDAY)).toBe(false);
    await sendOne(WEDNESDAY);
    expect(markOf()).toEqual({ sequence: 11, day: WEDNESDAY });
  });

  it('that is restored once more doubts the same day once more', async () => {
    await keep(9, TUESDAY);
    expect(await takeUp(MONDAY)).toBe(true);
    await keep(12, TUESDAY);
    expect(await takeUp(MONDAY)).toBe(true);
  });
});

describe('a run whose workspace was adopted elsewhere meanwhile', () => {
  it('sends no further group, and leaves the binding as it is', async () => {
    await sendOne(MONDAY);
    await keep(1, MONDAY, 'elsewhere');
    await expect(sendOne(MONDAY)).rejects.toMatchObject({ code: 'instance_changed' });
    expect(readHighWater(files.outside)).toEqual({
      boundTo: 'elsewhere',
      agents: { shop: { sequence: 1, day: MONDAY } },
    });
  });

  it('is taken over by whoever has sent more than it knows of', async () => {
    await sendOne(MONDAY);
    await keep(2, MONDAY);
    await expect(sendOne(MONDAY)).rejects.toMatchObject({ code: 'run_taken_over' });
  });

  it('keeps the marks of other agents that were raised since it began', async () => {
    const mark = ofRun(MONDAY);
    const other = { sequence: 7, day: TUESDAY };
    await keepHighWater(files, { boundTo: 'here', agents: { [asAgentName('other')]: other } });
    await mark.raise(await mark.count(store.state.db));
    expect(readHighWater(files.outside)?.agents).toEqual({ other, shop: { sequence: 1, day: MONDAY } });
  });
});

describe('the mark outside is missing', () => {
  it('before anything was sent: nothing to fear', async () => {
    await requireOwnPlace(store, here);
    expect(await examineMark(store, here)).toBe('nothing was sent yet');
  });

  it('after something was sent: refused and told, until a day is given through which nothing is trusted', async () => {
    await sendOne(MONDAY);
    await rm(files.outside);
    const refused = { code: 'instance_changed', message: expect.stringContaining('no outside mark') };
    await expect(requireOwnPlace(store, here)).rejects.toMatchObject(refused);
    await expect(examineMark(store, here)).rejects.toMatchObject(refused);
    await expect(adoptFolder(store, here)).rejects.toMatchObject(refused);
    await adoptFolder(store, here, TUESDAY);
    await requireOwnPlace(store, here);
    expect(await takeUp(MONDAY)).toBe(true);
    expect(await takeUp(TUESDAY)).toBe(true);
    expect(await takeUp(WEDNESDAY)).toBe(false);
  });
});
