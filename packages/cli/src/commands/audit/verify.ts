/** `fitly audit verify`: whether the log is as it was written. */
import { verifyAudit } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inAudit } from './in-audit.ts';

interface VerifyOptions {
  readonly folder: string;
  readonly json: boolean;
}

const HELP = `
Every entry holds the hash of the one before. The newest is also kept outside of the workspace, in FITLY_STATE_FOLDER (else
~/.local/state/fitly), so that a cut end is seen too. Exit code 6 and the first bad entry where something was changed,
removed, moved or cut off.

Example:
  $ fitly audit verify --folder fitly-demo
`;

export function addVerify(audit: Command, { terminal }: CommandHost): void {
  audit
    .command('verify')
    .description('check that no entry was changed, removed, moved or cut off')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((options: VerifyOptions) => verify(options, terminal));
}

async function verify({ folder, json }: VerifyOptions, terminal: Terminal): Promise<void> {
  const whole = await inAudit(terminal, folder, verifyAudit);
  if (json) return writeJson(terminal, { whole: true, ...whole });
  const { entries, anchoredAt } = whole;
  writeLine(
    terminal.out,
    `${styled('Whole.', 'green', wantsColor(terminal))} ${entries} entries, as they were written.`,
  );
  writeLine(
    terminal.out,
    anchoredAt === null
      ? 'Nothing outside of the workspace tells of its end: set FITLY_STATE_FOLDER, so that a cut end would be seen.'
      : `Its end is known outside of the workspace, up to entry ${anchoredAt}.`,
  );
}
