/** `fitly audit`: who did what. Each file of this folder adds one command. */
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { addAccept } from './accept.ts';
import { addExport } from './export.ts';
import { addList } from './list.ts';
import { addVerify } from './verify.ts';

export function addAudit(audit: Command, host: CommandHost): void {
  audit.addHelpText(
    'after',
    `
Changes, refused attempts, sign-ins and every look at one customer, with who, when and what became of it. Customers stand in it as
a keyed hash, by which --customer finds them, never by their id. Without a command it lists.

Examples:
  $ fitly audit --folder fitly-demo
  $ fitly audit --folder fitly-demo --action exportCustomer --since 2026-02-01
  $ fitly audit verify --folder fitly-demo
`,
  );
  for (const add of [addList, addVerify, addExport, addAccept]) add(audit, host);
}
