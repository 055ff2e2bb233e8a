/** `fitly run`: the daily loop for one agent and one or several local dates. */
import type { AgentChange } from '@fitly/core/design';
import { EXIT, FitlyError } from '@fitly/core/errors';
import { addDays } from '@fitly/core/time';
import {
  dryRun,
  findOnlyAgentName,
  hasGuardrailAlarm,
  listFinishedDays,
  openWorkspace,
  type PendingChanges,
  parseDay,
  type RunResult,
  runAgent,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import { authorOf } from '../author.ts';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { changeLines } from '../render/changes.ts';
import { renderDryRun } from '../render/dry-run.ts';
import { progressPrinter } from '../render/progress.ts';
import { elapsedMs, type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../terminal.ts';

interface RunOptions {
  readonly folder: string;
  readonly date?: string;
  readonly days: number;
  readonly sendAnyway?: true;
  readonly dryRun?: true;
  readonly json: boolean;
}

export function addRun(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent; may be left out when the workspace has one')
    .addOption(folderOption())
    .option('--date <day>', 'local date to run, YYYY-MM-DD (default: the day after the newest finished run)')
    .option('--days <n>', 'run this many dates in a row', wholeNumber(1, 3_650), 1)
    .option('--send-anyway', 'send although a check before sending has stopped the day; who says so is kept')
    .addOption(
      new Option('--dry-run', 'show what the next date would send, and to whom, and send and keep nothing').conflicts([
        'days',
        'sendAnyway',
      ]),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A date runs once: a second time says so and changes nothing; a run that was cut short goes on where it stopped.
Exit code 6 when a guardrail of the agent file raised an alarm, and when a check before sending stopped the day.

A dry run needs no folder of its own: it may be asked for while the agent is run, and of a draft.

Examples:
  $ fitly run hillstrom
  $ fitly run hillstrom --dry-run
  $ fitly run hillstrom --folder fitly-demo --date 2026-03-02 --json
  $ fitly run hillstrom --send-anyway
`,
    )
    .action((agent: string | undefined, options: RunOptions) =>
      options.dryRun === true ? showDryRun(agent, options, host) : run(agent, options, host),
    );
}

async function showDryRun(agent: string | undefined, options: RunOptions, { terminal }: CommandHost): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const found = await dryRun({
      workspace,
      agentName: agent ?? (await findOnlyAgentName(workspace)),
      day: options.date === undefined ? null : parseDay(options.date),
      signal: terminal.stop,
      onProgress: () => {},
      elapsedMs,
    });
    const look = { width: widthOf(terminal.out), color: wantsColor(terminal) };
    if (options.json) writeJson(terminal, found);
    else writeLine(terminal.out, renderDryRun(found, look));
  } finally {
    await workspace.close();
  }
}

async function run(agent: string | undefined, options: RunOptions, host: CommandHost): Promise<void> {
  const { terminal, exitWith, audit } = host;
  const folder = resolveFolder(terminal, options.folder);
  const first = options.date === undefined ? null : parseDay(options.date);
  const purpose = `fitly run${agent === undefined ? '' : ` ${agent}`}`;
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: purpose });
  try {
    const by = authorOf(terminal, undefined);
    const changes: AgentChange[] = [];
    const agentName = agent ?? (await findOnlyAgentName(workspace));
    const { days, sendAnyway = false } = options;
    audit.note({ object: `agent ${agentName}`, after: { day: first, days, sendAnyway } });
    let entry: Promise<void> | null = null;
    const earlier = (await listFinishedDays(workspace, agentName)).length;
    const print = options.json ? () => {} : progressPrinter(terminal, { ofDays: earlier + options.days });
    const results: RunResult[] = [];
    for (let index = 0; index < options.days; index++) {
      if (index > 0 && terminal.stop.aborted) throw new FitlyError('interrupted', 'stopped as asked between two days');
      const result = await runAgent({
        workspace,
        agentName,
        day: first === null ? null : addDays(first, index),
        by,
        sendAnyway: options.sendAnyway === true,
        signal: terminal.stop,
        onChanges: (pending) => {
          changes.push(...pending.changes);
          if (!options.json) for (const line of describeChanges(pending, terminal)) writeLine(terminal.out, line);
        },
        // The entry says that a run was begun; what became of it the run itself tells, also after a kill -9.
        onDay: (day) => {
          audit.note({ after: { day: first ?? day, days, sendAnyway } });
          entry ??= audit.flush();
          // Told once the run is over: a log that cannot be written must not end the process in the middle of it.
          entry.catch(() => {});
        },
        onProgress: (event) => print(event, earlier + index + 1),
        elapsedMs,
      });
      await entry;
      results.push(result);
      if (result.alreadyDone && !options.json) {
        writeLine(terminal.out, `  ${result.day} was finished before; nothing was done again.`);
      }
    }
    if (options.json) writeJson(terminal, { agent: agentName, changes, runs: results });
    if (results.some(hasGuardrailAlarm)) exitWith(EXIT.difference);
  } finally {
    await workspace.close();
  }
}

/** The file was edited since its newest version: what that means, before the run begins. */
function describeChanges({ since, changes }: PendingChanges, terminal: Terminal): string[] {
  const noteworthy = changes.filter((change) => change.effect !== 'none');
  const lines = changeLines(noteworthy, { width: widthOf(terminal.out), color: wantsColor(terminal) });
  return [
    `  The agent file has changed since version ${since}; the run keeps it as version ${(since ?? 0) + 1}:`,
    ...lines,
    '',
  ];
}
