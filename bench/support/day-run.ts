/** One day of an agent over many customers, by the steps of the product; dispatch and measure are left out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day, Step } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { type OnProgress, runDay, type StepSummary, type WatchedFeeds } from '@fitly/service';
import { batchesOf, createStore, moveBatches, openStore, type Store, saveAgentVersion } from '@fitly/store';
import { DAY_AGENT, DAY_AGENT_YAML, FIRST_DAY } from './day-agent.ts';
import { dayMessaging, writeDaySnapshot } from './day-audience.ts';

export interface DayFigures {
  readonly steps: Readonly<Partial<Record<Step, StepFigures>>>;
  /** Of the steps together. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the whole process. */
  readonly peakRssMb: number;
}

interface StepFigures {
  readonly seconds: number;
  /** Of the processor, all threads: another job on the machine disturbs it less. */
  readonly cpuSeconds: number;
  readonly summary: StepSummary;
}

interface DayPlace {
  /** A workspace from the first day on; its snapshots lie in `crm`. */
  readonly folder: string;
  readonly size: number;
  /** In the place of the agent of the bench `day`, of the same name and audience. */
  readonly agent?: { readonly agent: Agent; readonly yaml: string };
  /** Default: in the folder itself. */
  readonly keysFile?: string;
}

const snapshotFile = (folder: string, day: Day): string => join(folder, 'crm', `crm-${addDays(day, -1)}.parquet`);

/** Writes what arrives on a day; in a process of its own, so that what it takes is not counted. */
export async function prepareDay(place: DayPlace, dayNumber: number): Promise<void> {
  const { folder, size } = place;
  const store = await openOrCreate(place);
  const day = addDays(FIRST_DAY, dayNumber);
  await writeDaySnapshot(store, snapshotFile(folder, day), { size, day });
  if (dayNumber > 0) await acceptAll(store, addDays(day, -1));
  await store.close();
}

/** What dispatch would have come to. */
async function acceptAll({ state }: Store, day: Day): Promise<void> {
  const at = instantOf(day, '08:00', DAY_AGENT.timeZone);
  const keys = (await batchesOf(state.db, DAY_AGENT.name, day)).map(({ batchKey }) => batchKey);
  await moveBatches(state.db, keys, 'planned', 'sending', { at });
  await moveBatches(state.db, keys, 'sending', 'accepted', { at });
}

export async function playDay(place: DayPlace, dayNumber: number): Promise<DayFigures> {
  const { folder, size, agent: played = { agent: DAY_AGENT, yaml: DAY_AGENT_YAML } } = place;
  const store = await openOrCreate(place);
  const day = addDays(FIRST_DAY, dayNumber);
  const now = instantOf(day, DAY_AGENT.schedule.runAt, DAY_AGENT.timeZone);
  const { agent, yaml } = played;
  const kept = { agent: agent.name, yaml, agentJson: JSON.stringify(agent), at: now, by: null };
  const { version: agentVersion } = await saveAgentVersion(store.state.db, kept);
  const steps: Partial<Record<Step, StepFigures>> = {};
  const stop = new AbortController();
  const started = process.cpuUsage();
  let before = 0;
  const onProgress: OnProgress = (event) => {
    if (event.kind !== 'step_finished') return;
    const { user, system } = process.cpuUsage(started);
    const cpu = (user + system) / 1e6;
    steps[event.step] = { seconds: event.ms / 1000, cpuSeconds: cpu - before, summary: event.summary };
    before = cpu;
    if (event.step === 'plan') stop.abort();
  };
  await untilStopped(
    runDay({
      ...{ store, day, agent, agentVersion, onProgress, feeds: feedsOf(folder), brazeZone: 'UTC' },
      messaging: dayMessaging(size, dayNumber, now),
      clock: { now: async () => now, sleepUntil: async () => {} },
      lifeState: 'running',
      sendAnyway: null,
      folder,
      policyFile: () => Promise.reject(new Error('the agent of the bench has no policy file')),
      workspaceHoldout: 0,
      arbitration: null,
      installation: store.installation,
      instance: {
        place: 'bench',
        highWater: { inside: join(folder, 'high-water.json'), outside: null },
        leaseMs: 120_000,
      },
      lakeNow: () => now,
      signal: stop.signal,
      elapsedMs: () => performance.now(),
    }),
  );
  await store.close();
  const seconds = Object.values(steps).reduce((sum, step) => sum + step.seconds, 0);
  return { steps, seconds, cpuSeconds: before, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

async function untilStopped(run: Promise<unknown>): Promise<void> {
  try {
    await run;
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code !== 'interrupted') throw error;
  }
}

const feedsOf = (folder: string): WatchedFeeds => ({
  quarantine: join(folder, 'quarantine'),
  watched: [
    {
      name: 'crm',
      kind: 'snapshot',
      format: 'parquet',
      folder: join(folder, 'crm'),
      required: true,
      timeZone: null,
      columns: { customer: 'external_id', asOf: { fileName: true }, attributes: {} },
    },
  ],
});

async function openOrCreate({ folder, keysFile = join(folder, 'master.key') }: DayPlace): Promise<Store> {
  const request = { folder, keysFile, now: () => 0 };
  return existsSync(join(folder, 'state.db')) ? openStore(request) : createStore(request);
}
