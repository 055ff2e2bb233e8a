/** `fitly doctor`: is everything in place? Each check says what it looked at and what to do when it fails. */
import { EXIT } from '@fitly/core/errors';
import { examine } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { styled, wantsColor, writeJson, writeLine } from '../terminal.ts';

interface DoctorOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addDoctor(command: Command, host: CommandHost): void {
  command
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExit code 6 when a check fails.\n\nExample:\n  $ fitly doctor --folder fitly-demo\n')
    .action((options: DoctorOptions) => doctor(options, host));
}

async function doctor(options: DoctorOptions, { terminal, exitWith }: CommandHost): Promise<void> {
  const findings = await examine({ folder: resolveFolder(terminal, options.folder), env: terminal.env, now: Date.now });
  const failed = findings.filter((finding) => finding.state === 'failed');
  if (failed.length > 0) exitWith(EXIT.difference);
  if (options.json) return writeJson(terminal, { ok: failed.length === 0, findings });
  const color = wantsColor(terminal);
  const marks = {
    ok: styled('ok    ', 'green', color),
    failed: styled('failed', 'red', color),
    skipped: styled('—     ', 'dim', color),
  };
  for (const finding of findings) {
    writeLine(terminal.out, `${marks[finding.state]}  ${finding.check}: ${finding.found}`);
    if (finding.next !== undefined) writeLine(terminal.out, `        Next: ${finding.next}`);
  }
  writeLine(
    terminal.out,
    failed.length === 0 ? '\nEverything that was checked is in order.' : `\n${failed.length} check(s) failed.`,
  );
}
