/** `fitly audit export`: the whole log for other systems. */
import { AUDIT_FORMATS, type AuditFormat, auditText } from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption } from '../../folder.ts';
import { inAudit } from './in-audit.ts';

interface ExportOptions {
  readonly folder: string;
  readonly format: AuditFormat;
}

const HELP = `
Oldest first, with the hash of each entry. In CSV, before and after are JSON, and a cell that a spreadsheet would take
for a formula begins with an apostrophe.

Examples:
  $ fitly audit export --folder fitly-demo --format csv > audit.csv
  $ fitly audit export --folder fitly-demo --format jsonl > audit.jsonl
`;

export function addExport(audit: Command, { terminal }: CommandHost): void {
  audit
    .command('export')
    .description('print the whole log, oldest first')
    .addOption(folderOption())
    .addOption(
      new Option('--format <format>', 'one object or one row per entry').choices(AUDIT_FORMATS).default('jsonl'),
    )
    .addHelpText('after', HELP)
    .action(({ folder, format }: ExportOptions) =>
      inAudit(terminal, folder, (log) => {
        for (const line of auditText(log.all(), format)) terminal.out.write(line);
      }),
    );
}
