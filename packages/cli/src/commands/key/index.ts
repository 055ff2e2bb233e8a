/** `fitly key`: keys of programs, each with permissions of its own. Works while the service runs. */
import { KEY_PERMISSIONS, PERMISSIONS, type Permission } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { authorOf } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { wholeNumber } from '../../numbers.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { type TeamOptions, teamCommand, withTeam } from '../team/team-options.ts';

interface CreateOptions extends TeamOptions {
  readonly permissions: readonly Permission[];
  readonly days?: number;
}

const DAY_MS = 86_400_000;
const HELP = `
Permissions:
${KEY_PERMISSIONS.map((each) => `  ${each.padEnd(18)} ${PERMISSIONS[each]}`).join('\n')}

A key is printed once and kept as its hash: put it where your program keeps its secrets. It goes into the header
authorization: Bearer KEY. People and keys are managed by people only.

Examples:
  $ fitly key create warehouse --permissions send_events --days 365 --folder fitly-demo
  $ fitly key list --folder fitly-demo
`;

export function addKey(key: Command, { terminal, audit }: CommandHost): void {
  key.addHelpText('after', HELP);
  teamCommand(key, 'create', 'make a key and print it, once', 'warehouse --permissions send_events --days 365')
    .argument('<name>', 'which program it is for')
    .addOption(
      new Option('--permissions <list>', 'what it may do, with commas between')
        .argParser(parsePermissions)
        .makeOptionMandatory(),
    )
    .option('--days <n>', 'ends by itself after so many days; default: it has no end', wholeNumber(1, 3_650))
    .action((name: string, options: CreateOptions) => create(name, options, terminal));
  teamCommand(key, 'list', 'list the keys: what each may do, when it was used and when it ends', '').action(
    (options: TeamOptions) => list(options, terminal),
  );
  teamCommand(key, 'revoke', 'revoke a key: it opens nothing any more', 'warehouse')
    .argument('<key>', 'its name, id, or the beginning that the list shows')
    .action((which: string, options: TeamOptions) => revoke(which, options, terminal, audit));
}

function parsePermissions(text: string): readonly Permission[] {
  const given = text.split(',').map((each) => each.trim());
  const known = given.filter((each): each is (typeof KEY_PERMISSIONS)[number] =>
    KEY_PERMISSIONS.some((permission) => permission === each),
  );
  if (known.length === given.length) return [...new Set(known)];
  throw new InvalidArgumentError(`expected some of: ${KEY_PERMISSIONS.join(', ')}.`);
}

async function create(name: string, options: CreateOptions, terminal: Terminal): Promise<void> {
  const { permissions, days, json } = options;
  const expiresAt = days === undefined ? null : Date.now() + days * DAY_MS;
  const by = authorOf(terminal, undefined);
  const made = await withTeam(options, terminal, async ({ keys }) => keys.create({ name, permissions, expiresAt, by }));
  if (json) return writeJson(terminal, made);
  writeLine(terminal.out, made.secret);
  writeLine(terminal.err, 'This is the key, and it is not shown again. It is kept as its hash only.');
}

const dayOf = (at: number | null, none: string): string =>
  at === null ? none : new Date(at).toISOString().slice(0, 10);

async function list(options: TeamOptions, terminal: Terminal): Promise<void> {
  const keys = await withTeam(options, terminal, async (identity) => identity.keys.list());
  if (options.json) return writeJson(terminal, keys);
  if (keys.length === 0) {
    return writeLine(terminal.out, 'No keys yet. Next: fitly key create NAME --permissions look');
  }
  const rows = keys.map((each) => [
    ...[each.name, `${each.prefix}…`, each.permissions.join(', ')],
    ...[dayOf(each.createdAt, ''), dayOf(each.lastUsedAt, 'never'), dayOf(each.expiresAt, 'no end')],
  ]);
  writeLine(terminal.out, table(['name', 'begins', 'permissions', 'made', 'used', 'ends'], rows));
}

async function revoke(
  which: string,
  options: TeamOptions,
  terminal: Terminal,
  audit: CommandHost['audit'],
): Promise<void> {
  const gone = await withTeam(options, terminal, async ({ keys }) => {
    const matches = keys.list().filter(({ id, name, prefix }) => [id, name, prefix].includes(which.replace(/…$/, '')));
    if (matches.length > 1) {
      throw new FitlyError('access_key_unknown', `${matches.length} keys are called ${which}`, {
        next: `say which by its beginning: ${matches.map(({ prefix }) => `fitly key revoke ${prefix}`).join(', or ')}`,
      });
    }
    const [only = null] = matches;
    if (only !== null) {
      const { name, prefix, permissions } = only;
      audit.note({ object: `key ${name}`, before: { prefix, permissions } });
    }
    keys.revoke(only?.id ?? which);
    return only;
  });
  if (options.json) return writeJson(terminal, { revoked: gone });
  writeLine(terminal.out, `The key ${gone?.name ?? which} opens nothing any more.`);
}
