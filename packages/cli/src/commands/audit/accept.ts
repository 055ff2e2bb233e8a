/** `fitly audit accept`: a log whose end is not the one that is known outside is right as it is. */
import { EXIT } from '@fitly/core/errors';
import { acceptAudit } from '@fitly/service';
import type { Command } from 'commander';
import { auditedAuthor, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { writeJson, writeLine } from '../../terminal.ts';
import { inAudit } from './in-audit.ts';

interface AcceptOptions {
  readonly folder: string;
  readonly yes: boolean;
  readonly by?: string;
  readonly json: boolean;
}

const HELP = `
After a backup was put back, or the folder was moved: then the end of the log is not the one that was known at this place. An entry
keeps who said so, and what had been found. An entry that was changed cannot be accepted.

Example:
  $ fitly audit accept --yes --folder fitly-demo
`;

export function addAccept(audit: Command, host: CommandHost): void {
  audit
    .command('accept')
    .description('say that the log is right although its end is another one than was known outside')
    .addOption(folderOption())
    .option('--yes', 'do it; without it only what is found is said', false)
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((options: AcceptOptions) => accept(options, host));
}

async function accept({ folder, yes, by, json }: AcceptOptions, { terminal, exitWith }: CommandHost): Promise<void> {
  const who = auditedAuthor(terminal, by);
  const found = await inAudit(terminal, folder, (audit) => acceptAudit(audit, { who, agreed: yes }));
  if (found !== null && !yes) exitWith(EXIT.usage);
  if (json) return writeJson(terminal, { found, accepted: found !== null && yes });
  if (found === null) return writeLine(terminal.out, 'The log is whole: there is nothing to accept.');
  writeLine(terminal.out, `Found: ${found}.`);
  writeLine(
    terminal.out,
    yes
      ? `Accepted by ${who}, which is an entry of the log itself.`
      : `Nothing was changed. If that is right: fitly audit accept --yes${folderAgain(folder)}`,
  );
}
