/** Sending once, in the running product: doubts settled from Braze, a restored database, a copied folder, the kill switch. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import { adoptFolder, halt, openWorkspace, release, runAgent, type Workspace } from '@fitly/service';
import { type Batch, batchesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
let outside: string;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'fitly-state-'));
  rehearsal = await startRehearsal({
    customers: 400,
    edit: (yaml) =>
      yaml.replace(/every: .*/, 'every: 2 days').replace(/^ {2}placeholders:/m, '  readBack: true\n  placeholders:'),
  });
}, 60_000);
afterAll(async () => {
  await rehearsal.close();
  await rm(outside, { recursive: true, force: true });
});

const send = (fault: object | null) => arm(rehearsal.sandbox, { send: fault });

async function inside<T>(work: (workspace: Workspace) => Promise<T>, folder = rehearsal.folder): Promise<T> {
  const env = { FITLY_STATE_FOLDER: outside };
  const workspace = await openWorkspace({ folder, now: () => 1_800_000_000_000, env, lockFor: 'a test' });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

interface Played {
  readonly day: Day;
  readonly ends: readonly Batch[];
  readonly steps: Readonly<Record<string, unknown>>;
}

const play = (onDispatch: () => void = () => {}): Promise<Played> =>
  inside(async (workspace) => {
    const { day, steps } = await runAgent({
      workspace,
      agentName: AGENT,
      day: null,
      signal: new AbortController().signal,
      elapsedMs: () => 0,
      onProgress: (event) => {
        if (event.kind === 'step_progress' && event.step === 'dispatch') onDispatch();
      },
    });
    return {
      day,
      steps: steps.dispatch ?? {},
      ends: await batchesOf(workspace.store.state.db, AGENT as AgentName, day),
    };
  });

/** How often the sandbox has accepted each decision. */
function timesOf(ids: readonly string[]): number[] {
  const times = new Map<string, number>();
  for (const { recipients } of rehearsal.sandbox.journal()) {
    for (const { properties } of recipients) {
      const id = String(properties['decision_id']);
      times.set(id, (times.get(id) ?? 0) + 1);
    }
  }
  return ids.map((id) => times.get(id) ?? 0);
}
const idsOf = (ends: readonly Batch[], state: Batch['state']): string[] =>
  ends.filter((batch) => batch.state === state).flatMap(({ decisionIds }) => decisionIds);
const all = (ends: readonly Batch[]): string[] => ends.flatMap(({ decisionIds }) => decisionIds);
const once = (ids: readonly string[]): number[] => ids.map(() => 1);

describe('with read-back', () => {
  it.each<[string, object]>([
    ['a lost answer to a request that was taken', { kind: 'drop_after_accept' }],
    ['a request that never arrived', { kind: 'drop_before_accept' }],
    ['a gateway that fails', { kind: 'status', status: 503, times: 2 }],
    ['a request that is handled minutes after it was answered', { kind: 'late' }],
    ['errors that name nobody', { kind: 'errors', count: 2 }],
  ])('%s: everybody gets it once, and nothing stays in doubt', async (_, fault) => {
    await send(fault);
    const { ends, steps } = await play();
    expect(all(ends).length).toBeGreaterThan(50);
    expect(timesOf(all(ends))).toEqual(once(all(ends)));
    expect(steps).toMatchObject({ accepted: all(ends).length, in_doubt: 0, rejected: 0, not_sent: 0 });
  });

  it('whom the errors of an answer name is rejected alone', async () => {
    await send({ kind: 'errors', count: 2, named: true });
    const { ends, steps } = await play();
    const accepted = idsOf(ends, 'accepted');
    expect(timesOf(idsOf(ends, 'rejected'))).toEqual([0, 0]);
    expect(timesOf(accepted)).toEqual(once(accepted));
    expect(accepted).toHaveLength(all(ends).length - 2);
    expect(steps).toMatchObject({ accepted: accepted.length, in_doubt: 0, rejected: 2, not_sent: 0 });
  });
});

describe('the kill switch', () => {
  it('pulled in the middle of a run stops what has not left, for good, and holds until it is released', async () => {
    let isPulled = false;
    const { ends } = await play(() => {
      if (isPulled) return;
      isPulled = true;
      void halt(rehearsal.folder, AGENT, { by: 'a test', at: 0, note: null });
    });
    const killed = ends.filter(({ reason }) => reason === 'killed').flatMap(({ decisionIds }) => decisionIds);
    expect(killed.length).toBeGreaterThan(0);
    expect(timesOf(killed)).toEqual(killed.map(() => 0));
    expect(timesOf(idsOf(ends, 'accepted'))).toEqual(once(idsOf(ends, 'accepted')));
    const next = await play();
    expect(new Set(next.ends.map(({ reason }) => reason))).toEqual(new Set(['killed']));
    await release(rehearsal.folder, AGENT);
    const after = await play();
    expect(idsOf(after.ends, 'accepted')).toEqual(all(after.ends));
  });

  it('on the command line: kill and release, for one agent and for all', async () => {
    const folder = ['--folder', rehearsal.folder];
    expect(await callFitly(['agent', 'kill', AGENT, '--note', 'wrong prices', ...folder])).toMatchObject({ code: 0 });
    expect((await callFitly(['agent', 'list', ...folder])).out).toContain('running, killed');
    expect((await callFitly(['agent', 'release', AGENT, ...folder])).out).toContain('Released.');
    expect(await callFitly(['agent', 'release', AGENT, ...folder])).toMatchObject({ code: 3 });
    expect((await callFitly(['agent', 'kill', '--all', ...folder])).out).toContain('Every agent sends nothing');
    expect(await callFitly(['agent', 'release', '--all', '--json', ...folder])).toMatchObject({ code: 0 });
    expect(await callFitly(['agent', 'kill', ...folder])).toMatchObject({ code: 3 });
  });
});

describe('a folder that has forgotten, or that there are two of', () => {
  it('restored from the backup of yesterday sends nothing twice: what was sent is told, and does not train', async () => {
    const backup = join(outside, 'backup');
    const without = (source: string): boolean =>
      !/\/sandbox(\/|$)|lock\.|high-water/.test(source.slice(rehearsal.folder.length));
    await cp(rehearsal.folder, backup, { recursive: true, filter: without });
    const today = await play();
    expect(timesOf(all(today.ends))).toEqual(once(all(today.ends)));
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm', 'lake', 'high-water.json']) {
      await rm(join(rehearsal.folder, name), { recursive: true, force: true });
    }
    await cp(backup, rehearsal.folder, { recursive: true });
    const again = await play();
    expect(again.day).toBe(today.day);
    expect(timesOf(all(again.ends)).filter((times) => times > 1)).toEqual([]);
    expect(new Set(again.ends.map(({ state }) => state))).toEqual(new Set(['in_doubt']));
    expect(new Set(again.ends.map(({ reason }) => reason))).toEqual(new Set(['sent_before_restore']));
    const next = await play();
    expect(idsOf(next.ends, 'accepted')).toEqual(all(next.ends));
  });

  it('restored to a day that was planned and not sent: a later marker over the one of the day proves nothing', async () => {
    const backup = join(outside, 'older');
    const without = (source: string): boolean =>
      !/\/sandbox(\/|$)|lock\.|high-water/.test(source.slice(rehearsal.folder.length));
    const stop = new AbortController();
    const stopped = inside((workspace) =>
      runAgent({
        ...{ workspace, agentName: AGENT, day: null, signal: stop.signal, elapsedMs: () => 0 },
        onProgress: (event) => {
          if (event.kind === 'step_finished' && event.step === 'plan') stop.abort();
        },
      }),
    );
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
    await cp(rehearsal.folder, backup, { recursive: true, filter: without });
    const days = [await play(), await play(), await play()];
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm', 'lake', 'high-water.json']) {
      await rm(join(rehearsal.folder, name), { recursive: true, force: true });
    }
    await cp(backup, rehearsal.folder, { recursive: true });
    const again = await play();
    expect(again.day).toBe(days[0]!.day);
    expect(timesOf(all(again.ends)).filter((times) => times !== 1)).toEqual([]);
    expect(new Set(again.ends.map(({ state }) => state))).toEqual(new Set(['in_doubt']));
    expect(again.ends.map(({ reason }) => reason)).toContain('restored');
  });

  it('a copy beside the original sends nothing, until it is adopted; then the original does not', async () => {
    const copy = join(outside, 'copy');
    await cp(rehearsal.folder, copy, { recursive: true, filter: (source) => !/lock\./.test(source) });
    const runIn = (folder: string): Promise<unknown> =>
      inside(
        (workspace) =>
          runAgent({
            ...{ workspace, agentName: AGENT, day: null, elapsedMs: () => 0, onProgress: () => {} },
            signal: new AbortController().signal,
          }),
        folder,
      ).catch((error: unknown) => error);
    const sent = rehearsal.sandbox.journal().length;
    expect(await runIn(copy)).toMatchObject({ code: 'instance_changed', next: expect.stringContaining('fitly adopt') });
    expect(rehearsal.sandbox.journal().length).toBe(sent);
    await inside((workspace) => adoptFolder(workspace.store, workspace.instance), copy);
    expect(await runIn(copy)).toMatchObject({ alreadyDone: false });
    expect(await runIn(rehearsal.folder)).toMatchObject({ code: 'instance_changed' });
  });
});
