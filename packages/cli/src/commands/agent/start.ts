/** `fitly agent start`: a draft begins to run, and what that means is said. */
import { preflightWarnings, type StartedAgent, startAgent } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { audienceInWords } from '../../render/audience.ts';
import { findingLines } from '../../render/preflight.ts';
import { setAsideInWords } from '../../render/set-aside.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface StartOptions {
  readonly folder: string;
  readonly note?: string;
  readonly by?: string;
  readonly json: boolean;
}

export function addStart(agent: Command, { terminal, audit }: CommandHost): void {
  agent
    .command('start')
    .argument('<name>', 'name of the agent')
    .description('check a draft, keep its file as version 1, say what will happen, and let it run from now on')
    .addOption(folderOption())
    .option('--note <text>', 'why, for the history')
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nNothing is sent by this command: a run does that.\n\nExample:\n  $ fitly agent start winback\n',
    )
    .action(async (name: string, options: StartOptions) => {
      await start(name, options, terminal);
      audit.note({ before: { state: 'draft' }, after: { state: 'running' } });
    });
}

async function start(agentName: string, options: StartOptions, terminal: Terminal): Promise<void> {
  const by = authorOf(terminal, options.by);
  const { started, warnings } = await inWorkspace(terminal, options.folder, 'fitly agent start', async (workspace) => ({
    started: await startAgent(workspace, { agentName, by, note: options.note ?? null }),
    warnings: await preflightWarnings(workspace, agentName),
  }));
  if (options.json) return writeJson(terminal, { ...started, warnings });
  const color = wantsColor(terminal);
  for (const line of describe(started, color)) writeLine(terminal.out, line);
  for (const line of findingLines(warnings, color)) writeLine(terminal.out, line);
  writeLine(terminal.out, `Next: fitly run ${agentName}${folderAgain(options.folder)}`);
}

function describe(started: StartedAgent, color: boolean): string[] {
  const { schedule, success, connection, groups, dimensions } = started;
  const shares = Object.entries(groups)
    .filter(([, share]) => share > 0)
    .map(([group, share]) => `${group} ${Math.round(share * 1000) / 10} %`);
  const days = (count: number): string => (count === 1 ? 'day' : `${count} days`);
  const due =
    started.frequencies === null
      ? `each customer is decided for once every ${days(schedule.everyDays)}`
      : `each customer is decided for as often as the agent chooses (${started.frequencies.join(', ')})`;
  const cadence = `${due}, at ${schedule.runAt} ${schedule.timeZone}`;
  const fake = connection.kind === 'sandbox' ? 'a Braze sandbox, nobody real gets anything' : 'a real Braze workspace';
  const choices = dimensions.map((each) => `${each.id} (${each.options})`).join(' × ');
  return [
    `${styled('Running.', 'green', color)} ${started.agent} was a draft; version ${started.version} of ${started.path} is kept.`,
    '',
    `  audience    ${audienceInWords(started.audience)}`,
    `              ${cadence}`,
    `  goal        more of "${success.event}", counted for ${days(success.horizonDays)} after each decision`,
    `  groups      ${shares.join(', ')}`,
    `  actions     ${choices} = ${started.actions} that can be chosen`,
    ...writesInWords(started.writes),
    `  connection  ${connection.name}: ${fake} (${connection.url})`,
    ...(started.setAside === '' ? [] : [`  start       without ${setAsideInWords(started.setAside)}`]),
    '',
  ];
}

/** What is written costs, so it is said before the first run. */
function writesInWords(writes: StartedAgent['writes']): string[] {
  return writes.map(({ attribute, when }, index) => {
    const head = index === 0 ? 'writes' : '';
    const cost = when === 'once' ? 'once for each customer' : 'with each decision that changes it';
    return `  ${head.padEnd(12)}${attribute} to profiles in Braze, ${cost}: a data point each`;
  });
}
