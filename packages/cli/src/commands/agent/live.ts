/** `fitly agent live`: a person says that an agent may send to real customers. */
import { EXIT, FitlyError } from '@fitly/core/errors';
import { goLive, type LiveAgent, type LivePlan, type NoLongerLive, planLive, takeLiveBack } from '@fitly/service';
import { type Command, Option } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { consentTo } from '../../consent.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { audienceInWords } from '../../render/audience.ts';
import { findingLines } from '../../render/preflight.ts';
import { styled, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface LiveOptions {
  readonly folder: string;
  readonly by?: string;
  readonly yes: boolean;
  readonly looked: boolean;
  readonly revoke: boolean;
  readonly json: boolean;
}

const HELP = `
Asked for once by every agent whose connection leads to a real Braze workspace, and again when its connection, API key, campaigns or
audience change. The pre-flight is made anew: nothing in it may have failed, and what it asks to look up must be confirmed. Sends
nothing: a run does that. What the key may not look at refuses it too, unless somebody has looked (--looked).

--revoke takes the word back, at once and without a question: the next start of a run is refused. Requests of a run that is under way
still leave; fitly agent kill stops those.

Examples:
  $ fitly agent live winback --by ann --yes
  $ fitly agent live winback --by ann --revoke
`;

export function addLive(agent: Command, host: CommandHost): void {
  agent
    .command('live')
    .argument('<name>', 'name of the agent')
    .description('say that an agent may send to real customers, after a pre-flight (asks)')
    .addOption(folderOption())
    .addOption(byOption())
    .option('--yes', 'I know that real customers get what it sends', false)
    .option('--looked', 'what the key may not look at, I have looked at in Braze', false)
    .addOption(new Option('--revoke', 'take the word back').default(false).conflicts(['yes', 'looked']))
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((name: string, options: LiveOptions) => live(name, options, host));
}

async function live(agentName: string, options: LiveOptions, host: CommandHost): Promise<void> {
  if (options.revoke) return revoke(agentName, options, host);
  const { terminal, exitWith } = host;
  const plan = await inWorkspace(terminal, options.folder, null, (workspace) => planLive(workspace, agentName));
  const consent = await consentTo(`Let ${agentName} send to real customers${inWords(plan)}?`, terminal, options.yes);
  if (consent === 'refused') {
    writeLine(terminal.out, 'Nothing was changed.');
    return exitWith(EXIT.input);
  }
  if (consent === 'not_asked') {
    throw new FitlyError('live_refused', `whether ${agentName} may send to real customers was not said`, {
      next: `say it: fitly agent live ${agentName} --yes${folderAgain(options.folder)}`,
    });
  }
  const by = authorOf(terminal, options.by);
  const isLive = await inWorkspace(terminal, options.folder, 'fitly agent live', (workspace) =>
    goLive(workspace, { agentName, by, at: Date.now(), hasLooked: options.looked }),
  );
  if (options.json) return writeJson(terminal, isLive);
  const color = wantsColor(terminal);
  for (const line of describe(isLive, options.folder, color)) writeLine(terminal.out, line);
}

async function revoke(agentName: string, options: LiveOptions, { terminal, audit }: CommandHost): Promise<void> {
  audit.note({ action: 'revokeLive' });
  const by = authorOf(terminal, options.by);
  const done = await inWorkspace(terminal, options.folder, null, (workspace) =>
    takeLiveBack(workspace, { agentName, by, at: Date.now() }),
  );
  if (options.json) return writeJson(terminal, done);
  for (const line of describeRevoked(done, options.folder)) writeLine(terminal.out, line);
}

function describeRevoked({ agent, said, openDays }: NoLongerLive, folder: string): string[] {
  const since = new Date(said.at).toISOString().slice(0, 10);
  return [
    `No longer live: ${agent} sends to no real customers from the next start of a run on (${said.by} had said it on ${since}).`,
    ...(openDays.length === 0
      ? []
      : [
          `The run of ${openDays.join(', ')} is not finished. What a process has in hand still leaves: fitly agent kill ${agent}${folderAgain(folder)} stops that.`,
        ]),
  ];
}

function inWords({ url, mode, ids, audience }: LivePlan): string {
  const by = ids.length === 0 ? '' : `, by ${ids.join(', ')}`;
  return ` through ${url} (mode ${mode}${by}): ${audienceInWords(audience)}`;
}

function describe({ agent, url, by, warnings }: LiveAgent, folder: string, color: boolean): string[] {
  return [
    ...findingLines(warnings, color),
    `${styled('Live.', 'green', color)} ${agent} sends to real customers through ${url}, as ${by} has said.`,
    `At any time: fitly agent kill ${agent}${folderAgain(folder)} (nothing leaves any more, within seconds)`,
  ];
}
