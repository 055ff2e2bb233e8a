/** `fitly audit list`: the newest entries, by who, what and since when. */
import { type AuditDetail, type AuditEntry, auditOnTheWire, customerObject } from '@fitly/service';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { wholeNumber } from '../../numbers.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from '../agent/in-workspace.ts';
import { inAudit } from './in-audit.ts';

interface ListOptions {
  readonly folder: string;
  readonly who?: string;
  readonly action?: string;
  readonly customer?: string;
  readonly since?: number;
  readonly limit: number;
  readonly json: boolean;
}

export function addList(audit: Command, { terminal }: CommandHost): void {
  audit
    .command('list', { isDefault: true })
    .description('list the newest entries')
    .addOption(folderOption())
    .option('--who <name>', 'only of those whose name or address has this in it')
    .option('--action <operation>', 'only this operation, such as pauseAgent or exportCustomer')
    .option('--customer <id>', 'only about this customer: external id, as in Braze; it is hashed and kept nowhere')
    .addOption(new Option('--since <instant>', 'only from this day (UTC) or instant on').argParser(parseSince))
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1, 1_000_000)).default(50))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly audit list --folder fitly-demo --who anna --limit 20\n')
    .action((options: ListOptions) => list(options, terminal));
}

function parseSince(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('expected a day, 2026-02-01, or an instant, 2026-02-01T06:00:00Z.');
  return at;
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const { who = null, action = null, since = null, limit } = options;
  const object = options.customer === undefined ? null : await objectOf(options.customer, options.folder, terminal);
  const query = { who, action, object, since, before: null, limit };
  const entries = await inAudit(terminal, options.folder, (audit) => audit.newest(query));
  if (options.json) return writeJson(terminal, entries.map(auditOnTheWire));
  if (entries.length === 0) return writeLine(terminal.out, 'Nothing was recorded that fits.');
  writeLine(terminal.out, table(['nr', 'at (UTC)', 'who', 'action', 'to', 'outcome', 'change'], entries.map(rowOf)));
}

const objectOf = (externalId: string, folder: string, terminal: Terminal): Promise<string> =>
  inWorkspace(terminal, folder, null, async (workspace) => customerObject(workspace, externalId));

const rowOf = (entry: AuditEntry): string[] => [
  ...[String(entry.sequence), auditOnTheWire(entry).at.slice(0, 19).replace('T', ' '), entry.who, entry.action],
  ...[entry.object ?? '', entry.outcome, changeOf(entry)],
];

function changeOf({ before, after }: AuditEntry): string {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => `${name} ${change(before?.[name], after?.[name])}`).join(', ');
}

type Value = AuditDetail[string] | undefined;
const shown = (value: Value): string => (value === null ? 'none' : String(value));
const change = (before: Value, after: Value): string =>
  before === undefined || after === undefined || String(before) === String(after)
    ? shown(after === undefined ? before : after)
    : `${shown(before)} → ${shown(after)}`;
