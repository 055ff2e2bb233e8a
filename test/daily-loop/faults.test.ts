/** Sends that go wrong, over real HTTP: what is repeated, what is never repeated, and what the sandbox's journal says. */
import { readFile, writeFile } from 'node:fs/promises';
import { textColumn } from '@fitly/core/data';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { listFinishedDays, loadReport, runAgent, type Workspace, workspacePaths } from '@fitly/service';
import { type Batch, batchesOf, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { type Gate, openGate } from '../support/gate.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 600 });
}, 60_000);
afterAll(() => rehearsal.close());

/** The next day that no test has run yet. */
let played = 0;
const nextDay = (): Day => addDays(FIRST_DAY, played++);

/** Runs the day. `onGroups` is told how many groups of batches have been sent: 0 when dispatch begins, then 1, 2, … */
const runDay = (
  workspace: Workspace,
  day: Day,
  onGroups: (groups: number) => void = () => {},
  signal = new AbortController().signal,
) => {
  let groups = 0;
  return runAgent({
    workspace,
    agentName: AGENT,
    day,
    signal,
    elapsedMs: () => 0,
    onProgress: (event) => {
      if (!('step' in event) || event.step !== 'dispatch' || event.kind === 'step_finished') return;
      onGroups(event.kind === 'step_started' ? 0 : ++groups);
    },
  });
};

interface Sent {
  readonly batches: readonly Batch[];
  /** How often the sandbox accepted each decision of the day. */
  readonly times: ReadonlyMap<string, number>;
  readonly decided: readonly string[];
}

async function sentOn(workspace: Workspace, day: Day): Promise<Sent> {
  const decided = textColumn(await readLog(workspace, day), 'decision_id').map((id) => id ?? '');
  const times = new Map(decided.map((id) => [id, 0]));
  for (const { recipients } of rehearsal.sandbox.journal()) {
    for (const { properties } of recipients) {
      const id = String(properties['decision_id']);
      const count = times.get(id);
      if (count !== undefined) times.set(id, count + 1);
    }
  }
  return { decided, times, batches: await batchesOf(workspace.store.state.db, AGENT as AgentName, day) };
}

const timesOf = ({ times }: Sent, batches: readonly Batch[]): Set<number> =>
  new Set(batches.flatMap((batch) => batch.decisionIds.map((id) => times.get(id) ?? 0)));
const inState = ({ batches }: Pick<Sent, 'batches'>, state: Batch['state']): Batch[] =>
  batches.filter((batch) => batch.state === state);
const countOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, batch) => sum + batch.decisionIds.length, 0);

/** Arms a fault, runs the next day to its end, and runs it once more: a finished day never sends again. */
async function dayWith(fault: object): Promise<Sent & { readonly steps: Readonly<Record<string, unknown>> }> {
  const day = nextDay();
  await arm(rehearsal.sandbox, { send: fault });
  try {
    return await rehearsal.inside(async (workspace) => {
      const { steps } = await runDay(workspace, day);
      const journal = rehearsal.sandbox.journal().length;
      expect(await runDay(workspace, day)).toMatchObject({ alreadyDone: true });
      expect(rehearsal.sandbox.journal().length).toBe(journal);
      return { ...(await sentOn(workspace, day)), steps: steps.dispatch ?? {} };
    });
  } finally {
    await arm(rehearsal.sandbox, { send: null });
  }
}

describe('an answer that proves that nothing was sent', () => {
  it('429 is waited for and sent once', async () => {
    const sent = await dayWith({ kind: 'status', status: 429, times: 2 });
    expect(sent.decided.length).toBeGreaterThan(20);
    expect(inState(sent, 'accepted')).toHaveLength(sent.batches.length);
    expect(sent.batches.reduce((sum, batch) => sum + batch.attempts, 0)).toBe(sent.batches.length + 2);
    expect(timesOf(sent, sent.batches)).toEqual(new Set([1]));
    expect(sent.steps).toMatchObject({ accepted: sent.decided.length, in_doubt: 0, rejected: 0, not_sent: 0 });
  });

  it('a run that is stopped while Braze refuses everything is taken up and sends everything once', async () => {
    const day = nextDay();
    const stop = new AbortController();
    await arm(rehearsal.sandbox, { send: { kind: 'status', status: 429, times: 1_000 } });
    await rehearsal.inside(async (workspace) => {
      const stopped = runDay(workspace, day, (groups) => groups === 2 && stop.abort(), stop.signal);
      await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
      const before = await sentOn(workspace, day);
      expect(timesOf(before, before.batches)).toEqual(new Set([0]));
      expect(new Set(before.batches.map((batch) => batch.state))).toEqual(new Set(['planned']));
    });
    await arm(rehearsal.sandbox, { send: { kind: 'status', status: 429, times: 2 } });
    await rehearsal.inside(async (workspace) => {
      await runDay(workspace, day);
      const sent = await sentOn(workspace, day);
      expect(inState(sent, 'accepted')).toHaveLength(sent.batches.length);
      expect(timesOf(sent, sent.batches)).toEqual(new Set([1]));
    });
  });

  it('a notice of a paused campaign is a rejection: reported, sent to nobody, not repeated', async () => {
    const sent = await dayWith({ kind: 'notice' });
    const rejected = inState(sent, 'rejected');
    expect(rejected).toMatchObject([{ attempts: 1, reason: expect.stringContaining('notice') }]);
    expect(timesOf(sent, rejected)).toEqual(new Set([0]));
    expect(timesOf(sent, inState(sent, 'accepted'))).toEqual(new Set([1]));
    expect(sent.steps).toMatchObject({ rejected: countOf(rejected), in_doubt: 0 });
  });

  it('a key that is refused stops the run with everything still to be sent', async () => {
    const day = nextDay();
    await arm(rehearsal.sandbox, { send: { kind: 'status', status: 401, times: 1 } });
    await rehearsal.inside(async (workspace) => {
      const failed = await runDay(workspace, day).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'braze_key_invalid' });
      await runDay(workspace, day);
      const sent = await sentOn(workspace, day);
      expect(inState(sent, 'accepted')).toHaveLength(sent.batches.length);
      expect(timesOf(sent, sent.batches)).toEqual(new Set([1]));
    });
  });
});

describe('an answer that proves nothing', () => {
  it.each<[string, object, number]>([
    ['500 from a Braze that sent nothing', { kind: 'status', status: 500 }, 0],
    ['500 from a Braze that did send', { kind: 'status', status: 500, accept: true }, 1],
    ['an HTML page from a gateway', { kind: 'html_500' }, 0],
    ['a connection that broke after the request was taken', { kind: 'drop_after_accept' }, 1],
    ['a connection that broke before', { kind: 'drop_before_accept' }, 0],
  ])('%s leaves one batch in doubt, never repeated, and sends all others', async (_, fault, accepted) => {
    const sent = await dayWith(fault);
    const doubt = inState(sent, 'in_doubt');
    expect(doubt).toMatchObject([{ attempts: 1, reason: expect.any(String) }]);
    expect(timesOf(sent, doubt)).toEqual(new Set([accepted]));
    expect(inState(sent, 'accepted')).toHaveLength(sent.batches.length - 1);
    expect(timesOf(sent, inState(sent, 'accepted'))).toEqual(new Set([1]));
    expect(sent.steps).toMatchObject({ in_doubt: countOf(doubt), accepted: sent.decided.length - countOf(doubt) });
    expect(sent.steps?.['alert']).toContain('stayed in doubt and are never sent again');
  });

  it('an answer that names errors is a doubt too, since it does not say for whom', async () => {
    const sent = await dayWith({ kind: 'errors' });
    const doubt = inState(sent, 'in_doubt');
    expect(doubt).toHaveLength(1);
    expect([...sent.times.values()].filter((times) => times > 1)).toEqual([]);
    expect(timesOf(sent, inState(sent, 'accepted'))).toEqual(new Set([1]));
  });

  it('is told in the report, by the number of customers', () =>
    rehearsal.inside(async (workspace) => {
      let doubted = 0;
      for (const day of daysFrom(played)) doubted += countOf(inState(await sentOn(workspace, day), 'in_doubt'));
      const report = await loadReport(workspace, AGENT);
      const check = report?.checks.find(({ id }) => id === 'in_doubt');
      expect(doubted).toBeGreaterThan(6);
      expect(check).toMatchObject({ state: 'failed', figures: { inDoubt: doubted } });
      const allOf = (dimension: string | null): number =>
        (report?.doubts ?? []).filter((row) => row.dimension === dimension).reduce((sum, { all }) => sum + all, 0);
      expect([allOf(null), allOf('creative')]).toEqual([doubted, doubted]);
    }));
});

describe('a connection that is refused', () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await openGate(rehearsal.sandbox.url);
  });
  afterAll(() => gate.shut());

  /** An export comes from the address that was asked, so only sends can go through another door. */
  async function throughGate<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
    const { workspaceFile } = workspacePaths(rehearsal.folder);
    const yaml = await readFile(workspaceFile, 'utf8');
    await writeFile(workspaceFile, yaml.replace(rehearsal.sandbox.url, gate.url));
    try {
      return await rehearsal.inside(work);
    } finally {
      await writeFile(workspaceFile, yaml);
    }
  }

  /** Stops a run before its first send; the next one finds the door shut after so many groups, the third finds it open. */
  async function shutAfter(groups: number): Promise<{ readonly first: Sent; readonly second: Sent }> {
    const day = nextDay();
    const stop = new AbortController();
    await rehearsal.inside((workspace) =>
      expect(runDay(workspace, day, () => stop.abort(), stop.signal)).rejects.toMatchObject({ code: 'interrupted' }),
    );
    return throughGate(async (workspace) => {
      const days = (await listFinishedDays(workspace, AGENT)).length;
      const failed = await runDay(workspace, day, (sent) => {
        if (sent === groups) gate.shut();
      }).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'braze_unreachable', exitCode: 4 });
      expect((await listFinishedDays(workspace, AGENT)).length).toBe(days);
      const first = await sentOn(workspace, day);
      await gate.reopen();
      expect(await runDay(workspace, day)).toMatchObject({ alreadyDone: false });
      expect((await listFinishedDays(workspace, AGENT)).length).toBe(days + 1);
      return { first, second: await sentOn(workspace, day) };
    });
  }

  it('before the first send leaves everything to the next run, which sends it exactly once', async () => {
    const { first, second } = await shutAfter(0);
    expect(inState(first, 'planned')).toHaveLength(first.batches.length);
    expect([...first.times.values()].every((times) => times === 0)).toBe(true);
    expect(inState(second, 'accepted')).toHaveLength(second.batches.length);
    expect(timesOf(second, second.batches)).toEqual(new Set([1]));
  });

  it('half-way keeps what was accepted, and the next run sends the rest exactly once', async () => {
    const { first, second } = await shutAfter(2);
    expect(inState(first, 'accepted').length).toBeGreaterThan(0);
    expect(inState(first, 'planned').length).toBeGreaterThan(0);
    expect(timesOf(first, inState(first, 'accepted'))).toEqual(new Set([1]));
    expect(timesOf(first, inState(first, 'planned'))).toEqual(new Set([0]));
    expect(inState(second, 'accepted')).toHaveLength(second.batches.length);
    expect(timesOf(second, second.batches)).toEqual(new Set([1]));
    expect(second.decided).toEqual(first.decided);
  });
});

describe('429 without end', () => {
  it('is asked again once an hour, and ends the run when all is too late: nothing was sent, nothing will be', async () => {
    const { clock } = rehearsal.sandbox;
    const sent = await dayWith({ kind: 'status', status: 429, times: 1_000 });
    expect(inState(sent, 'not_sent')).toHaveLength(sent.batches.length);
    expect(new Set(sent.batches.map(({ reason }) => reason))).toEqual(new Set(['too_late']));
    expect(timesOf(sent, sent.batches)).toEqual(new Set([0]));
    expect(sent.steps).toMatchObject({ not_sent: sent.decided.length, accepted: 0, reason: 'too_late' });
    const first = Math.min(...sent.batches.map(({ sendAt }) => sendAt));
    const hours = (clock.now() - first) / 3_600_000;
    expect(hours).toBeLessThanOrEqual(48);
    const dueFirst = sent.batches.filter(({ sendAt }) => sendAt === first).length;
    const requests = sent.batches.reduce((sum, { attempts }) => sum + attempts, 0);
    expect(requests).toBeLessThanOrEqual(dueFirst + hours);
  });
});

describe('a decision in doubt', () => {
  it('matures like any other, but does not train', async () => {
    const doubting = await startRehearsal({ customers: 600 });
    try {
      await arm(doubting.sandbox, { send: { kind: 'drop_after_accept' } });
      await doubting.play(15);
      await doubting.inside(async ({ store }) => {
        const batches = await batchesOf(store.state.db, AGENT as AgentName, FIRST_DAY);
        const doubted = inState({ batches }, 'in_doubt').flatMap((batch) => batch.decisionIds);
        const rewards = await store.lake.read({ table: 'rewards', agent: AGENT as AgentName, day: FIRST_DAY });
        const trains = valuesOf(rewards, 'trains', 'boolean');
        const untrained = valuesOf(rewards, 'decision_id', 'string').filter((_, row) => trains[row] === 0);
        expect(doubted.length).toBeGreaterThan(0);
        expect(untrained.toSorted()).toEqual(doubted.toSorted());
        expect(rewards.rowCount).toBeGreaterThan(untrained.length);
      });
    } finally {
      await doubting.close();
    }
  });
});
