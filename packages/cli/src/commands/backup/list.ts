/** `fitly backup list`: what there is to restore. */
import { finishedBackups } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { jsonOption, resolveFolder } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';

export function addBackupList(backup: Command, { terminal }: CommandHost): void {
  backup
    .command('list')
    .argument('<place>', 'folder in which backups stand')
    .description('list the backups that are whole, oldest first')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly backup list backups\n')
    .action((place: string, { json }: { readonly json: boolean }) => list(place, json, terminal));
}

async function list(place: string, json: boolean, terminal: Terminal): Promise<void> {
  const found = (await finishedBackups(resolveFolder(terminal, place))).map(({ folder, manifest }) => ({
    ...{ backup: folder, madeAt: manifest.madeAt, workspace: manifest.installation.slice(0, 8) },
    ...{ files: manifest.files.length, bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) },
    holdsSecrets: manifest.holdsSecrets,
  }));
  if (json) return writeJson(terminal, { backups: found });
  if (found.length === 0)
    return writeLine(terminal.out, `No backups in ${place}. Make one with: fitly backup ${place} --folder FOLDER`);
  const head = ['made at', 'workspace', 'files', 'MB', 'keys', 'folder'];
  const rows = found.map(({ backup, madeAt, workspace, files, bytes, holdsSecrets }) => [
    ...[madeAt, workspace, String(files), (bytes / 1e6).toFixed(1), holdsSecrets ? 'yes' : 'no', backup],
  ]);
  writeLine(terminal.out, table(head, rows));
}
