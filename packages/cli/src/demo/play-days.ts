/** Plays the days that are missing, with everybody who has a hand in them, and tells the terminal and whoever watches. */
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { listFinishedDays, type OnProgress, readAgentFile, runAgent, type Workspace } from '@fitly/service';
import { progressPrinter } from '../render/progress.ts';
import { elapsedMs, type Terminal, writeLine } from '../terminal.ts';
import type { DemoOptions } from './options.ts';
import { FIRST_DAY, type Moment, type OpenStage } from './stage.ts';

interface Playing extends OpenStage {
  readonly options: Pick<DemoOptions, 'days' | 'json'>;
  readonly terminal: Terminal;
  readonly workspace: Workspace;
  readonly agentName: string;
  /** Hears of every step of every day. */
  readonly onProgress: OnProgress;
}

export async function playDays(playing: Playing): Promise<void> {
  const { options, terminal, workspace, agentName, onProgress } = playing;
  const finished = await listFinishedDays(workspace, agentName);
  if (finished.length > 0 && !options.json) writeLine(terminal.out, earlier(finished.length, options.days));
  const print = options.json ? () => {} : progressPrinter(terminal, { ofDays: options.days });
  let last = finished.at(-1) ?? null;
  for (let number = finished.length + 1; number <= options.days; number++) {
    last = await playDay(playing, last, (event) => {
      onProgress(event);
      print(event, number);
    });
    if (terminal.stop.aborted) throw stopped();
  }
}

async function playDay(
  { others, sandbox, terminal, workspace, agentName }: Playing,
  last: Day | null,
  onProgress: OnProgress,
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
