/** docs/reference/cli.md, written from the commands themselves, so that it cannot say anything that they do not do. */
import { Writable } from 'node:stream';
import { EXIT } from '@fitly/core/errors';
import type { Argument, Command, Option } from 'commander';
import { buildProgram } from './program.ts';

const NOWHERE = new Writable({ write: (_chunk, _encoding, done) => done() });

/** Exit codes in words; a code that is missing here does not compile. */
const EXIT_MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done',
  internal: 'Fitly broke a promise of its own: report it',
  usage: 'the command line is wrong: read `--help`',
  input: 'a file, name or date that you gave is wrong: mend it',
  environment: 'Braze, network, port, disk or key failed or refused: mend it, run again',
  busy: 'another process works on this folder: wait, or stop it',
  difference:
    '`replay` or `doctor` found a difference, a run ended with a guardrail alarm, or a check stopped it before it sent: look at what it names',
  interrupted: 'stopped by Ctrl-C or SIGTERM after the work in hand: run again to continue',
};

/** The page as Markdown. */
export async function cliReference(): Promise<string> {
  const terminal = { out: NOWHERE, err: NOWHERE, env: {}, cwd: '.', stop: new AbortController().signal };
  const program = await buildProgram(
    { terminal, exitWith: () => {}, audit: { note() {}, flush: async () => {} } },
    null,
  );
  const commands = program.commands.flatMap(withChildren);
  return [
    '# The command `fitly`',
    '',
    '<!-- Written by scripts/write-cli-reference.ts from the commands themselves; change those, then run it. -->',
    '',
    sentence(program),
    '',
    'In the folder of the project, `npm run -s fitly -- ARGUMENTS` runs it, and `npm start` is `fitly demo`.',
    'Every command has `--help`. Where `--json` is offered, standard output is one JSON document and nothing else, also for a failure',
    '(only a wrong command line is told in words). Progress is a live line on a terminal and one plain line a day elsewhere.',
    '`NO_COLOR` switches colours off, `FITLY_FOLDER` stands for `--folder`, and `FITLY_MASTER_KEY` (64 hex characters) for the key',
    'file of the workspace.',
    '',
    '## Commands',
    '',
    '| command | what it does |',
    '|---|---|',
    ...commands.map(
      (command) => `| [\`${usageOf(command)}\`](#${anchorOf(command)}) | ${cell(words(command.description()))} |`,
    ),
    '',
    '## Exit codes',
    '',
    '| exit | name | meaning |',
    '|---|---|---|',
    ...Object.entries(EXIT).map(([name, code]) => `| ${code} | ${name} | ${EXIT_MEANING[name as keyof typeof EXIT]} |`),
    '',
    'The codes of single failures, which `--json` carries too, are listed in [errors.md](errors.md).',
    '',
    ...commands.flatMap(section),
  ].join('\n');
}

const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

function section(command: Command): string[] {
  return [
    `## ${nameOf(command)}`,
    '',
    sentence(command),
    '',
    '```',
    usageOf(command),
    '```',
    '',
    ...rows(
      'argument',
      command.registeredArguments.map((argument) => [
        argumentName(argument),
        words(argument.description),
        defaultOf(argument),
      ]),
    ),
    ...rows(
      'option',
      command.options.map((option) => [option.flags, words(option.description), describeOption(option)]),
    ),
    ...afterHelp(command),
  ];
}

function rows(what: string, cells: readonly (readonly [string, string, string])[]): string[] {
  if (cells.length === 0) return [];
  const lines = cells.map(([name, text, value]) => `| \`${cell(name)}\` | ${cell(text)} | ${cell(value)} |`);
  return [`| ${what} | meaning | default |`, '|---|---|---|', ...lines, ''];
}

function describeOption(option: Option): string {
  if (option.mandatory) return 'required';
  const variable = option.envVar === undefined ? '' : ` (or \`${option.envVar}\`)`;
  return `${defaultOf(option)}${variable}`;
}

/** A switch that is off, and an option or argument without a default, have nothing to say here. */
function defaultOf({ defaultValue }: Option | Argument): string {
  const says = defaultValue !== undefined && typeof defaultValue !== 'boolean';
  return says ? `\`${String(defaultValue)}\`` : '';
}

/** What stands below the options in the help: sentences as they are, each block of examples as code. */
function afterHelp(command: Command): string[] {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const below = text.slice(text.indexOf(command.helpInformation()) + command.helpInformation().length);
  return below
    .trim()
    .split('\n\n')
    .flatMap((block) => {
      const [head = '', ...rest] = block.split('\n');
      const examples = rest.filter((line) => line.startsWith('  $ ')).map((line) => line.slice(2));
      return examples.length === 0 ? [block, ''] : [head, '', '```console', ...examples, '```', ''];
    });
}

const usageOf = (command: Command): string => `${nameOf(command)} ${command.usage()}`.trim();

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

const anchorOf = (command: Command): string => nameOf(command).replaceAll(' ', '-');

function argumentName(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function sentence(command: Command): string {
  const text = words(command.description());
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

/** A placeholder such as <name> is no HTML. */
const words = (text: string): string => text.replaceAll('<', '&lt;');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
