/** `fitly customer erase`: removes one customer everywhere, and keeps them out. */
import { FitlyError } from '@fitly/core/errors';
import {
  customerObject,
  type ErasedCustomer,
  eraseCustomer,
  eraseRecorded,
  openWorkspace,
  previewErase,
  requestErase,
  type Workspace,
} from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';

interface EraseOptions {
  readonly folder: string;
  readonly yes: boolean;
  readonly by?: string;
  readonly json: boolean;
}

const HELP = `
Removes the mapping row, enrolments, snapshots, events, decisions, eligibility, rewards, imports and what was written
about the customer; a decision that was not sent yet is not sent. Files that held the customer leave the disk at once.
What stays: counts per group, and a keyed tombstone by which the customer is not taken in again.
Copies that you made yourself (backups, recommendation files that another platform took) and Braze are not touched.

Examples:
  $ fitly customer erase mtd-00042 --folder fitly-demo          what would be removed
  $ fitly customer erase mtd-00042 --folder fitly-demo --yes
`;

export function addErase(customer: Command, host: CommandHost): void {
  customer
    .command('erase')
    .argument('<id>', 'external id of the customer, as in Braze; it is hashed and kept nowhere')
    .description('remove one customer everywhere for good; counts per group stay, so that reports stay true')
    .addOption(folderOption())
    .option('--yes', 'do it; without it only what would be removed is shown', false)
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((id: string, options: EraseOptions) => erase(id, options, host));
}

async function erase(externalId: string, options: EraseOptions, { terminal, audit }: CommandHost): Promise<void> {
  const by = authorOf(terminal, options.by);
  const workspace = await openFor(options, terminal).catch((error: unknown) => {
    if (!(error instanceof FitlyError) || error.code !== 'folder_in_use') throw error;
    return requestInstead({ externalId, by, options, terminal, audit, error });
  });
  try {
    const request = { workspace, externalId, by };
    audit.note({ object: customerObject(workspace, externalId), ...(!options.yes && { action: 'previewErase' }) });
    const result = options.yes ? await eraseCustomer(request) : await previewErase(request);
    if (options.json) writeJson(terminal, { erased: options.yes, ...result });
    else for (const line of describe(result, options, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}

const openFor = ({ yes, folder }: EraseOptions, terminal: Terminal, lock = yes): Promise<Workspace> =>
  openWorkspace({
    folder: resolveFolder(terminal, folder),
    now: Date.now,
    env: terminal.env,
    lockFor: lock ? 'fitly customer erase' : null,
  });

interface RequestInstead {
  readonly externalId: string;
  readonly by: string;
  readonly options: EraseOptions;
  readonly terminal: Terminal;
  readonly audit: CommandHost['audit'];
  readonly error: FitlyError;
}

/** A run may hold the folder for hours, and an erase wins over what it has not sent yet. */
async function requestInstead({ externalId, by, options, terminal, audit, error }: RequestInstead): Promise<never> {
  const workspace = await openFor(options, terminal, false);
  try {
    audit.note({ object: customerObject(workspace, externalId) });
    await requestErase({ workspace, externalId, by });
  } finally {
    await workspace.close();
  }
  throw eraseRecorded(error);
}

function describe(result: ErasedCustomer, { yes, folder }: EraseOptions, color: boolean): string[] {
  const { groups, decisions, partitions } = result;
  const where = groups.map(({ agent, group }) => `${agent} (${group})`).join(', ');
  const isStored = partitions > 0 || groups.length > 0;
  const what = isStored
    ? [
        `  ${groups.length === 0 ? 'Enrolled nowhere' : `Enrolled in: ${where}`}.`,
        `  ${decisions} receipt(s), and rows in ${partitions} partition(s) of the lake.`,
      ]
    : ['  Nothing is stored under this id.'];
  if (!yes) {
    return [
      `${styled('Nothing was changed.', 'yellow', color)} This is what would be removed:`,
      ...what,
      `  Next: fitly customer erase ID --yes${folderAgain(folder)}`,
    ];
  }
  return [
    `${styled('Erased.', 'green', color)} The customer is not taken in again.`,
    ...what,
    `  ${result.filesRemoved} file(s) removed from the disk; the database holds no deleted row.`,
    ...result.recommendations.map((file) => `  Written again without the customer: ${file}`),
    '  Not touched: Braze itself, and copies that you or another platform made.',
  ];
}
