/** The scheduler on a sandbox with two agents: order, rests, pauses, missed dates, failures, and whoever else has the folder. */
import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { listFinishedDays, lockWorkspace, moveAgent, type RunnerNews, runSchedule, startAgent } from '@fitly/service';
import { run } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const LATER = 'later';
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 100 });
  const yaml = await readFile(agentPath(AGENT), 'utf8');
  await writeFile(
    agentPath(LATER),
    yaml.replace(/^name: .*/m, `name: ${LATER}`).replace(/runAt: .*/, 'runAt: "07:30"'),
  );
  await rehearsal.inside((workspace) => startAgent(workspace, { agentName: LATER, by: 'a test', note: null }));
}, 60_000);
afterAll(() => rehearsal.close());

const agentPath = (name: string): string => join(rehearsal.folder, 'agents', `${name}.yaml`);
const day = (n: number): Day => addDays(FIRST_DAY, n);

interface Scheduled {
  readonly until: Day | null;
  readonly onNews?: (news: RunnerNews) => void;
  readonly signal?: AbortSignal;
  readonly onPause?: () => void;
}

/** Real time passes by pauses alone. */
async function schedule({ until, onNews, signal, onPause }: Scheduled): Promise<RunnerNews[]> {
  const told: RunnerNews[] = [];
  let realMs = 0;
  await runSchedule({
    ...{ folder: rehearsal.folder, env: {}, until, by: 'a test', signal: signal ?? new AbortController().signal },
    now: () => 1_800_000_000_000,
    elapsedMs: () => realMs,
    pause: async (ms) => {
      realMs += ms;
      onPause?.();
    },
    tell: (news) => {
      told.push(news);
      onNews?.(news);
    },
  });
  return told;
}

const finishedOf = (told: readonly RunnerNews[]): string[] =>
  told.flatMap((news) => (news.kind === 'finished' ? [`${news.agent} ${news.day}`] : []));

const decided = (told: readonly RunnerNews[], agent: string, of: Day) =>
  told.flatMap((news) =>
    news.kind === 'finished' && news.agent === agent && news.day === of ? [news.steps['decide']] : [],
  )[0];

describe('two agents of one sandbox', () => {
  it('run each date once, each at its own time, and neither waits for the sends of the other', async () => {
    const told = await schedule({ until: day(1) });
    expect(finishedOf(told).sort()).toEqual(
      [AGENT, LATER].flatMap((name) => [`${name} ${day(0)}`, `${name} ${day(1)}`]).sort(),
    );
    expect(told.some((news) => news.kind === 'rests' && news.agent === AGENT)).toBe(true);
    for (const [name, at] of [
      [AGENT, '2026-01-06T11:00Z'],
      [LATER, '2026-01-06T12:30Z'],
    ] as const) {
      const found = await rehearsal.inside(({ store }) => run(store.state.db, name as AgentName, day(1)));
      expect(found).toMatchObject({ status: 'done', startedAt: Date.parse(at) });
    }
  });

  it('a pause counts at once, and a paused agent goes on learning; somebody who has the folder is waited for', async () => {
    await rehearsal.inside((workspace) =>
      moveAgent(workspace, { agent: LATER as AgentName, move: 'pause', by: 'a test', note: null }),
    );
    let lock: ReturnType<typeof lockWorkspace> | null = lockWorkspace(rehearsal.folder, 'fitly run', 1_800_000_000_000);
    const told = await schedule({
      until: day(2),
      onNews: (news) => {
        if (news.kind !== 'waits') return;
        lock?.release();
        lock = null;
      },
    });
    expect(told.find(({ kind }) => kind === 'waits')).toMatchObject({
      message: expect.stringMatching(/in use by process \d+ \(fitly run\), since 2027-01-15T08:00:00.000Z/),
    });
    expect(decided(told, LATER, day(2))).toMatchObject({ state: 'paused', decisions: 0 });
    expect(decided(told, AGENT, day(2))).not.toHaveProperty('state');
  });

  it('a file that cannot be read is told, tried again, and stops nobody else; resumed, it decides again', async () => {
    await rehearsal.inside((workspace) =>
      moveAgent(workspace, { agent: LATER as AgentName, move: 'resume', by: 'a test', note: null }),
    );
    const yaml = await readFile(agentPath(LATER), 'utf8');
    await writeFile(agentPath(LATER), yaml.replace(/^name: .*/m, 'name: 3'));
    let pauses = 0;
    const told = await schedule({
      until: day(3),
      onPause: () => {
        if (++pauses === 12) void writeFile(agentPath(LATER), yaml);
      },
    });
    const failures = told.flatMap((news) => (news.kind === 'failed' ? [news] : []));
    expect(failures[0]).toMatchObject({ agent: LATER, code: 'agent_file_invalid', againInMs: 5_000 });
    expect(failures[1]).toMatchObject({ againInMs: 15_000 });
    expect(finishedOf(told).sort()).toEqual([`${AGENT} ${day(3)}`, `${LATER} ${day(3)}`]);
    expect(decided(told, LATER, day(3))).not.toHaveProperty('state');
  });

  it('a mistake of our own in one run is told and tried again, and stops nobody else', async () => {
    let mistakes = 0;
    const told = await schedule({
      until: day(4),
      onNews: (news) => {
        if (news.kind !== 'progress' || news.event.agent !== LATER || news.event.kind !== 'run_started') return;
        if (mistakes++ < 3) throw new TypeError('a mistake');
      },
    });
    const failures = told.flatMap((news) => (news.kind === 'failed' ? [news] : []));
    expect(failures.slice(0, 3).map(({ agent, code }) => [agent, code])).toEqual(Array(3).fill([LATER, 'internal']));
    expect(failures[0]?.message).toContain('a mistake');
    expect(finishedOf(told).sort()).toEqual([`${AGENT} ${day(4)}`, `${LATER} ${day(4)}`]);
  });

  it('on a sandbox an agent that fails again and again does not hold the days of the others', async () => {
    const stop = new AbortController();
    let pauses = 0;
    const told = await schedule({
      until: null,
      signal: stop.signal,
      onPause: () => {
        if (++pauses > 1_000) stop.abort();
      },
      onNews: (news) => {
        if (news.kind === 'finished' && news.agent === AGENT) stop.abort();
        if (news.kind === 'progress' && news.event.agent === LATER) throw new TypeError('a mistake');
      },
    });
    expect(finishedOf(told)).toEqual([`${AGENT} ${day(5)}`]);
    expect(await schedule({ until: day(5) }).then(finishedOf)).toEqual([`${LATER} ${day(5)}`]);
  });

  it('asked to stop in the middle of a run it ends', async () => {
    const stop = new AbortController();
    const told = await schedule({
      until: null,
      signal: stop.signal,
      onNews: (news) => {
        if (news.kind === 'progress' && news.event.kind === 'step_started' && news.event.step === 'enrol') stop.abort();
      },
    });
    expect(finishedOf(told)).toEqual([]);
    await unlink(agentPath(LATER));
  });

  it('a run that was begun goes on at once, also where its agent is to run later from now on', async () => {
    const yaml = await readFile(agentPath(AGENT), 'utf8');
    await writeFile(agentPath(AGENT), yaml.replace(/runAt: .*/, 'runAt: "23:59"'));
    const began: number[] = [];
    const stop = new AbortController();
    const next = await schedule({
      until: day(6),
      signal: stop.signal,
      onNews: (news) => {
        if (news.kind === 'progress' && news.event.kind === 'run_started') began.push(rehearsal.sandbox.clock.now());
        if (news.kind === 'progress' && news.event.kind === 'step_started' && news.event.step === 'plan') stop.abort();
      },
    });
    await writeFile(agentPath(AGENT), yaml);
    const resumed = next.flatMap((news) =>
      news.kind === 'progress' && news.event.kind === 'run_started' ? [news.event] : [],
    );
    expect(resumed[0]).toMatchObject({ day: day(6), resumed: true });
    expect(began[0]).toBeLessThan(instantOf(day(6), '23:59', 'America/New_York'));
  });

  it('a run whose agent file is gone is finished by the version that it was begun with, and is the last', async () => {
    const away = `${agentPath(AGENT)}.away`;
    await rename(agentPath(AGENT), away);
    const told = await schedule({ until: day(7) });
    expect(told.filter(({ kind }) => kind === 'failed')).toEqual([]);
    expect(finishedOf(told)).toEqual([`${AGENT} ${day(6)}`]);
    await rename(away, agentPath(AGENT));
  });
});

describe('dates that were missed', () => {
  const policy = async (missedDays: string): Promise<void> => {
    const path = join(rehearsal.folder, 'fitly.yaml');
    const yaml = (await readFile(path, 'utf8')).replace(/^missedDays: .*\n/m, '');
    await writeFile(path, `missedDays: ${missedDays}\n${yaml}`);
  };
  const away = (days: number): void => {
    rehearsal.sandbox.clock.advanceTo(rehearsal.sandbox.clock.now() + days * 86_400_000);
  };
  const finishedDays = () => rehearsal.inside((workspace) => listFinishedDays(workspace, AGENT));

  it('are run late, for nobody, where they are to be caught up', async () => {
    await policy('catch_up');
    away(3);
    const told = await schedule({ until: day(8) });
    expect(finishedOf(told)).toEqual([7, 8].map((n) => `${AGENT} ${day(n)}`));
    expect(decided(told, AGENT, day(7))).toMatchObject({ state: 'missed', decisions: 0 });
  });

  it('are left out where they are to be skipped, and the next one is a day like any other', async () => {
    await policy('skip');
    away(4);
    const newest = (await finishedDays()).at(-1)!;
    await schedule({ until: addDays(newest, 5) });
    const after = (await finishedDays()).filter((each) => each > newest);
    expect(after.length).toBeGreaterThan(0);
    expect(after.length).toBeLessThan(4);
    expect(after.at(-1)).toBe(addDays(newest, 5));
  });

  it('a clock that jumps by years begins no run: it is told, and somebody has to say that it is right', async () => {
    const before = await finishedDays();
    away(12 * 365);
    const stop = new AbortController();
    const told = await schedule({ until: null, signal: stop.signal, onPause: () => stop.abort() });
    const failures = told.filter(({ kind }) => kind === 'failed');
    expect(failures).toMatchObject([
      { agent: AGENT, code: 'run_date_invalid', next: expect.stringContaining('--date') },
    ]);
    expect(await finishedDays()).toEqual(before);
  });
});
