/** Plays the days that are missing, with everybody who has a hand in them, and tells the terminal and the page. */
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { listFinishedDays, type Progress, readAgentFile, runAgent, type Workspace } from '@fitly/service';
import { pageProgress, progressPrinter } from '../render/progress.ts';
import { elapsedMs, type Terminal, writeLine } from '../terminal.ts';
import type { DemoOptions } from './options.ts';
import { FIRST_DAY, type Moment, type OpenStage } from './stage.ts';

/** What the page is told about the days that are being played. */
export class DemoProgress {
  current: Progress;
  constructor(ofDays: number) {
    this.current = { state: 'idle', day: 0, ofDays, date: null, step: null, message: null };
  }
}

export interface Playing extends OpenStage {
  readonly options: Pick<DemoOptions, 'days' | 'json'>;
  readonly terminal: Terminal;
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly progress: DemoProgress;
}

export async function playDays(playing: Playing): Promise<void> {
  const { options, terminal, workspace, agentName, progress } = playing;
  const finished = await listFinishedDays(workspace, agentName);
  if (finished.length > 0 && !options.json) writeLine(terminal.out, earlier(finished.length, options.days));
  const print = options.json ? () => {} : progressPrinter(terminal, { ofDays: options.days });
  let last = finished.at(-1) ?? null;
  try {
    for (let number = finished.length + 1; number <= options.days; number++) {
      last = await playDay(playing, last, (event) => {
        progress.current = pageProgress(progress.current, event, number);
        print(event, number);
      });
      if (terminal.stop.aborted) throw stopped();
    }
    progress.current = { ...progress.current, state: 'done', step: null };
  } catch (error) {
    const message = error instanceof FitlyError ? `${error.message}. ${error.next ?? ''}` : null;
    progress.current = { ...progress.current, state: terminal.stop.aborted ? 'stopped' : 'failed', message };
    throw error;
  }
}

async function playDay(
  { others, sandbox, terminal, workspace, agentName }: Playing,
  last: Day | null,
  onProgress: Parameters<typeof runAgent>[0]['onProgress'],
): Promise<Day> {
  const around = async (step: 'beforeRun' | 'afterRun', of: Day): Promise<void> => {
    if (others.length === 0) return;
    const moment = await momentOf(workspace, agentName, of);
    // What is brought before a run may hold everything up to its instant, so the clock must be there first.
    if (moment.at > sandbox.clock.now()) sandbox.clock.advanceTo(moment.at);
    for (const each of others) await each[step](moment);
  };
  await around('beforeRun', last === null ? FIRST_DAY : addDays(last, 1));
  const { day } = await runAgent({ workspace, agentName, day: null, signal: terminal.stop, elapsedMs, onProgress });
  await around('afterRun', day);
  return day;
}

async function momentOf(workspace: Workspace, agentName: string, day: Day): Promise<Moment> {
  const { agent } = await readAgentFile(join(workspace.paths.agents, `${agentName}.yaml`));
  return { workspace, agent, day, at: instantOf(day, agent.schedule.runAt, agent.timeZone) };
}

const earlier = (played: number, days: number): string =>
  `  ${played} of ${days} days were played earlier: ${played >= days ? 'all of them; nothing left to play' : `continuing with day ${played + 1}`}.\n`;

const stopped = (): FitlyError =>
  new FitlyError('interrupted', 'stopped as asked; everything that was finished is kept', {
    next: 'run the same command again: it continues where it stopped',
  });
