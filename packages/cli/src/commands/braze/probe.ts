/** `fitly braze probe`: what does Braze do with a message that is triggered twice? */
import { EXIT } from '@fitly/core/errors';
import { type Probe, planProbe, probeAgent } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { consentTo } from '../../consent.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from '../agent/in-workspace.ts';

interface ProbeOptions {
  readonly folder: string;
  readonly to: string;
  readonly by?: string;
  readonly yes?: boolean;
  readonly json: boolean;
}

export function addProbe(braze: Command, host: CommandHost): void {
  braze
    .command('probe')
    .argument('<agent>', 'name of the agent')
    .description('try with a test profile what Braze does with a message that is triggered again')
    .addOption(folderOption())
    .requiredOption('--to <external id>', 'a test profile that is in no audience; it is not kept')
    .addOption(byOption())
    .option('--yes', 'I agree to the messages without being asked')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each campaign or canvas of the agent is triggered four times: at once, and 1 s, 60 s and 15 min later. Where it arrives once,
re-eligibility protects from a message that is sent twice. It takes 20 minutes; fitly preflight and fitly doctor show what it found.

Example:
  $ fitly braze probe winback --to test-profile-1
`,
    )
    .action((name: string, options: ProbeOptions) => probe(name, options, host));
}

async function probe(agentName: string, options: ProbeOptions, { terminal, exitWith }: CommandHost): Promise<void> {
  const request = { agentName, externalId: options.to };
  const plan = await inWorkspace(terminal, options.folder, null, (workspace) => planProbe(workspace, request));
  const question = `Trigger ${plan.triggers} messages to this profile over a quarter of an hour?`;
  const consent = await consentTo(question, terminal, options.yes === true);
  if (consent !== 'given') {
    exitWith(EXIT.usage);
    const why =
      consent === 'refused' ? 'Nothing was sent.' : `Nothing was sent: agree to ${plan.triggers} messages with --yes.`;
    return options.json ? writeJson(terminal, { probed: false, ...plan }) : writeLine(terminal.out, why);
  }
  const tell = (what: string): void => {
    if (!options.json) writeLine(terminal.out, `  ${what}`);
  };
  const by = authorOf(terminal, options.by);
  const found = await inWorkspace(terminal, options.folder, null, (workspace) =>
    probeAgent(workspace, { ...request, by, tell, signal: terminal.stop }),
  );
  if (options.json) return writeJson(terminal, { probed: true, ...found });
  writeLine(terminal.out, `\n${probeTable(found)}\n\nKept: fitly preflight ${agentName} says what it means.`);
}

function probeTable({ targets }: Probe): string {
  const words = { held: 'held back', let_through: 'arrived again', not_known: 'not known' } as const;
  const gaps = targets[0]?.gaps.map(({ seconds }) => `after ${seconds} s`) ?? [];
  return table(
    ['template', 'first', ...gaps],
    targets.map((target) => [
      target.template,
      target.isFirstReceived ? 'arrived' : 'not seen',
      ...target.gaps.map(({ outcome }) => words[outcome]),
    ]),
  );
}
