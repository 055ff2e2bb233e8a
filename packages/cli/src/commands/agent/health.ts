/** `fitly agent health`: whether the attributes of an agent are fit to decide by. */
import { type AgentHealth, loadHealth } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface HealthOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addHealth(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('health')
    .argument('<name>', 'name of the agent')
    .description(
      'show whether the attributes that an agent decides by are fit for it: who has them, how old they are, whether they have moved since training, and whether the groups were alike in them',
    )
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly agent health winback\n')
    .action((name: string, options: HealthOptions) => show(name, options, terminal));
}

async function show(name: string, options: HealthOptions, terminal: Terminal): Promise<void> {
  const health = await inWorkspace(terminal, options.folder, null, (workspace) => loadHealth(workspace, name));
  if (options.json) return writeJson(terminal, health);
  for (const line of linesOf(health, options.folder, wantsColor(terminal))) writeLine(terminal.out, line);
}

function linesOf({ agent, day, attributes }: AgentHealth, folder: string, color: boolean): string[] {
  const again = folderAgain(folder);
  if (day === null)
    return [`No run has looked at the attributes of ${agent} yet.`, '', `Next: fitly run ${agent}${again}`];
  const head = `${styled(agent, 'bold', color)}: attributes on ${day}`;
  if (attributes.length === 0)
    return [head, '', 'It has none: everybody is decided for alike (context in the agent file).'];
  const rows = attributes.map((each) => [
    each.attribute,
    each.coverage === null ? '—' : percent(each.coverage),
    String(each.distinct),
    each.isHistory ? 'own log' : age(each.ageDays),
    each.drift === null ? '—' : each.drift.toFixed(2),
    each.groupP === null ? '—' : each.groupP < 0.001 ? '< .001' : each.groupP.toFixed(3).slice(each.groupP < 1 ? 1 : 0),
    verdictOf(each),
  ]);
  const problems = attributes.flatMap(({ attribute, says }) => says.map((each) => `! ${attribute} ${each}.`));
  const unused = attributes.flatMap(({ attribute, leftOut }) =>
    leftOut === null ? [] : [`  ${attribute} is not decided by: ${leftOut}.`],
  );
  return [
    head,
    '',
    table(['attribute', 'have it', 'different', 'age', 'drift', 'groups p', 'verdict'], rows),
    '',
    ...(problems.length === 0
      ? ['Nothing is wrong with them.']
      : problems.map((line) => styled(line, 'yellow', color))),
    ...unused,
    '',
    'drift: how far today is from the days that were learned from (0.1: something moved, 0.25: a lot).',
    ...(attributes.some(({ isHistory }) => isHistory)
      ? ['own log: history, which the agent makes itself: it moves with what is sent, and that is no fault.']
      : []),
    'groups p: small when the groups were not alike at enrolment; groups are drawn at random, so they should be.',
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(share > 0.999 && share < 1 ? 2 : 1)} %`;

function age(days: number | null): string {
  if (days === null) return '—';
  return days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
}

function verdictOf({ problems, leftOut, isHistory, coverage }: AgentHealth['attributes'][number]): string {
  if (isHistory && coverage === 0) return 'nothing yet';
  if (problems.length > 0) return problems.join(', ').replaceAll('_', ' ');
  return leftOut === null ? 'fine' : 'not used';
}
