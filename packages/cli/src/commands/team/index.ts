/** `fitly team`: who may use the web app and the API, and as what. Works while the service runs. */
import { ROLE_NAMES, ROLES, type Role } from '@fitly/contract/api';
import { type Person, personObject, signInLink } from '@fitly/service';
import { Argument, type Command, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { EMAIL, type TeamOptions, teamCommand, urlOption, withTeam } from './team-options.ts';

interface LinkOptions extends TeamOptions {
  readonly url: string;
}
interface InviteOptions extends LinkOptions {
  readonly name: string;
  readonly role: Role;
}

const HELP = `
Roles, each with what it may do:
${ROLE_NAMES.map((role) => `  ${role.padEnd(9)} ${ROLES[role].join(', ')}`).join('\n')}

A link lets in once and for a day. Whoever opens it sets a password; one that was set before ends, and so does a second factor.

Examples:
  $ fitly team invite anna@example.com --name Anna --role marketer --folder fitly-demo
  $ fitly team list --folder fitly-demo
  $ fitly team link anna@example.com --folder fitly-demo
`;

export function addTeam(team: Command, host: CommandHost): void {
  const { terminal } = host;
  team.addHelpText('after', HELP);
  teamCommand(team, 'list', 'list the people, their roles, and how they sign in', '').action((options: TeamOptions) =>
    list(options, terminal),
  );
  teamCommand(
    team,
    'invite',
    'add somebody, and print the link that lets them in',
    'anna@example.com --name Anna --role marketer',
  )
    .argument('<email>', EMAIL)
    .requiredOption('--name <name>', 'what the others call them')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLE_NAMES).default('viewer'))
    .addOption(urlOption())
    .action((email: string, options: InviteOptions) => invite(email, options, terminal));
  teamCommand(
    team,
    'link',
    'print a new link for somebody who has lost their password or authenticator app',
    'anna@example.com',
  )
    .argument('<email>', EMAIL)
    .addOption(urlOption())
    .action((email: string, options: LinkOptions) => link(email, options, host));
  teamCommand(team, 'role', 'give somebody another role; their sessions end', 'anna@example.com analyst')
    .argument('<email>', EMAIL)
    .addArgument(new Argument('<role>', 'what they may do').choices(ROLE_NAMES))
    .action((email: string, role: Role, options: TeamOptions) => change(email, { role }, options, host));
  teamCommand(team, 'disable', 'shut somebody out, and keep them for the history', 'anna@example.com')
    .argument('<email>', EMAIL)
    .action((email: string, options: TeamOptions) => change(email, { disabled: true }, options, host));
  teamCommand(team, 'enable', 'let somebody in again who was shut out', 'anna@example.com')
    .argument('<email>', EMAIL)
    .action((email: string, options: TeamOptions) => change(email, { disabled: false }, options, host));
  teamCommand(team, 'remove', 'remove somebody from the team', 'anna@example.com')
    .argument('<email>', EMAIL)
    .action((email: string, options: TeamOptions) => remove(email, options, host));
}

async function list(options: TeamOptions, terminal: Terminal): Promise<void> {
  const people = await withTeam(options, terminal, (identity) => identity.people.list());
  if (options.json) return writeJson(terminal, people);
  if (people.length === 0) {
    return writeLine(terminal.out, 'Nobody yet. The owner is made by the first link that `fitly serve` prints.');
  }
  const rows = people.map((each) => [each.name, each.email, each.role, waysIn(each)]);
  writeLine(terminal.out, table(['name', 'e-mail', 'role', 'signs in'], rows));
}

function waysIn({ disabled, hasPassword, secondFactor }: Person): string {
  if (disabled) return 'no more';
  if (!hasPassword) return 'by a link';
  return secondFactor ? 'by password and app' : 'by password';
}

async function invite(email: string, { name, role, ...options }: InviteOptions, terminal: Terminal): Promise<void> {
  const { person, code } = await withTeam(options, terminal, async ({ people, signIn }) => {
    const person = await people.add({ name, email, role });
    return { person, code: await signIn.linkFor(person) };
  });
  writeLink(person, code, options, terminal);
}

async function link(email: string, options: LinkOptions, { terminal, audit }: CommandHost): Promise<void> {
  const { person, code } = await withTeam(options, terminal, async ({ people, signIn }) => {
    const person = await people.byEmail(email);
    audit.note({ object: personObject(person) });
    return { person, code: await signIn.linkFor(person) };
  });
  writeLink(person, code, options, terminal);
}

function writeLink(person: Person, code: string, { url, json }: LinkOptions, terminal: Terminal): void {
  const address = signInLink(url, code);
  if (json) writeJson(terminal, { person, link: address });
  else {
    writeLine(terminal.out, `${person.name} (${person.role}) gets in by this link, once, within a day:`);
    writeLine(terminal.out, `  ${address}`);
    writeLine(terminal.out, 'Whoever has it is that person: hand it over as you would a password.');
  }
}

async function change(
  email: string,
  change: { readonly role?: Role; readonly disabled?: boolean },
  options: TeamOptions,
  { terminal, audit }: CommandHost,
): Promise<void> {
  const person = await withTeam(options, terminal, async ({ people }) => {
    const found = await people.byEmail(email);
    audit.note({ object: personObject(found), before: { role: found.role, disabled: found.disabled } });
    return people.change(found.id, change);
  });
  if (options.json) return writeJson(terminal, person);
  writeLine(terminal.out, `${person.name}: ${person.role}, signs in ${waysIn(person)}.`);
}

async function remove(email: string, options: TeamOptions, { terminal, audit }: CommandHost): Promise<void> {
  const person = await withTeam(options, terminal, async ({ people }) => {
    const found = await people.byEmail(email);
    audit.note({ object: personObject(found), before: { role: found.role, disabled: found.disabled } });
    await people.remove(found.id);
    return found;
  });
  if (options.json) return writeJson(terminal, { removed: person });
  writeLine(terminal.out, `${person.name} is removed. What they did stays in the history, by name.`);
}
