/** `fitly preflight`: would a run of this agent do in Braze what its file says? */
import { EXIT } from '@fitly/core/errors';
import {
  ATTESTATIONS,
  type Attestation,
  attest,
  findOnlyAgentName,
  type PreflightResult,
  preflightAgent,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import { authorOf, byOption } from '../author.ts';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption } from '../folder.ts';
import { findingLines } from '../render/preflight.ts';
import { wantsColor, writeJson, writeLine } from '../terminal.ts';
import { inWorkspace } from './agent/in-workspace.ts';

interface PreflightOptions {
  readonly folder: string;
  readonly attest?: Attestation;
  readonly by?: string;
  readonly json: boolean;
}

export function addPreflight(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent (default: the only one)')
    .addOption(folderOption())
    .addOption(
      new Option('--attest <what>', 'say that you have looked up what Braze does not tell').choices(ATTESTATIONS),
    )
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nSends nothing and changes nothing in Braze. Exit code 6 when a check fails.\n\nExamples:\n  $ fitly preflight winback\n  $ fitly preflight winback --attest re_eligibility --by ann\n',
    )
    .action((name: string | undefined, options: PreflightOptions) => preflight(name, options, host));
}

async function preflight(name: string | undefined, options: PreflightOptions, host: CommandHost): Promise<void> {
  const { terminal, exitWith } = host;
  const { attest: what } = options;
  const by = authorOf(terminal, options.by);
  const lockFor = what === undefined ? null : 'fitly preflight --attest';
  const result = await inWorkspace(terminal, options.folder, lockFor, async (workspace) => {
    const agentName = name ?? (await findOnlyAgentName(workspace));
    if (what !== undefined) await attest(workspace, { agentName, what, by, at: Date.now() });
    return preflightAgent(workspace, agentName);
  });
  if (!result.ok) exitWith(EXIT.difference);
  if (options.json) return writeJson(terminal, result);
  for (const line of findingLines(result.findings, wantsColor(terminal))) writeLine(terminal.out, line);
  writeLine(terminal.out, `\n${verdict(result)}`);
}

function verdict({ agent, findings }: PreflightResult): string {
  const count = (state: string): number => findings.filter((one) => one.state === state).length;
  const open = count('to_confirm');
  const rest = open === 0 ? '' : ` ${open} thing(s) to confirm: Braze does not tell.`;
  const failed = count('failed');
  return failed === 0 ? `Nothing speaks against running ${agent}.${rest}` : `${failed} check(s) failed.${rest}`;
}
