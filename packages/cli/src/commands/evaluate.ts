/** `fitly evaluate`: what another policy would have earned, from decisions that were logged with their probabilities. */
import { FitlyError } from '@fitly/core/errors';
import {
  type Evaluation,
  evaluateAgent,
  evaluateFile,
  findOnlyAgentName,
  openWorkspace,
  parseColumns,
  parseDay,
  readAgentFile,
  requireAgent,
} from '@fitly/service';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { renderEvaluation } from '../render/evaluation.ts';
import { type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../terminal.ts';

interface EvaluateOptions {
  readonly folder: string;
  readonly log?: string;
  readonly columns?: string;
  readonly truth?: string;
  readonly asItRan: boolean;
  readonly uniform: boolean;
  readonly fix: readonly string[];
  readonly policy: readonly number[];
  readonly without: readonly string[];
  readonly agentFile: readonly string[];
  readonly probabilities: readonly string[];
  readonly group?: 'agent' | 'random_control';
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

const many =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[]): readonly T[] => [...before, parse(text)];

const text = (given: string): string => {
  if (given.trim() !== '') return given.trim();
  throw new InvalidArgumentError('expected a name.');
};

export function addEvaluate(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent whose own log is read; may be left out when the workspace has one')
    .addOption(folderOption())
    .option('--as-it-ran', 'candidate: the agent’s own policies, each on its days', false)
    .option('--uniform', 'candidate: every action alike', false)
    .option(
      '--fix <choice>',
      'candidate: always this, where it may be: DIMENSION=OPTION (joined by +), or an action of --log',
      many(text),
      [],
    )
    .option(
      '--policy <version>',
      'candidate: a learned policy version, judged by decisions made after it',
      many(wholeNumber(1, 1e9)),
      [],
    )
    .option(
      '--without <limit>',
      'candidate: the agent without this rule or budget; shows what the limit costs',
      many(text),
      [],
    )
    .option(
      '--agent-file <file>',
      'candidate: the agent with the options, rules and budgets of a changed agent file',
      many(text),
      [],
    )
    .option('--probabilities <file>', 'candidate: a file with one row per action and its probability', many(text), [])
    .addOption(
      new Option('--group <group>', 'whose decisions are read (default: random_control)').choices([
        'random_control',
        'agent',
      ]),
    )
    .option('--from <day>', 'only decisions from this day on, YYYY-MM-DD')
    .option('--to <day>', 'only decisions up to this day, YYYY-MM-DD')
    .option('--log <file>', 'a log of another system instead: CSV, JSONL (also .gz) or Parquet')
    .option(
      '--columns <map>',
      'its columns: action=…,reward=…,propensity=… and customer, context, candidate, behaviour',
    )
    .option('--truth <file>', 'a log that the candidate itself made, to compare its estimate with')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((agent: string | undefined, options: EvaluateOptions) => evaluate(agent, options, host.terminal));
}

const HELP = `
Options that name a candidate may be repeated. Without any, an agent is judged as it ran and against every action alike.
There is no number where the log cannot carry one; then it says why.

Examples:
  $ fitly evaluate hillstrom --folder fitly-demo
  $ fitly evaluate hillstrom --folder fitly-demo --fix subject_line=plain --policy 20
  $ fitly evaluate hillstrom --folder fitly-demo --agent-file hillstrom-without-men.yaml
  $ fitly evaluate --log log.csv --columns action=arm,reward=visit,propensity=1/3,customer=id --fix "Mens E-Mail"
`;

async function evaluate(agent: string | undefined, options: EvaluateOptions, terminal: Terminal): Promise<void> {
  const evaluation =
    options.log === undefined
      ? await ofAgent(agent, options, terminal)
      : await ofFile(options.log, agent, options, terminal);
  if (options.json) writeJson(terminal, evaluation);
  else
    for (const line of renderEvaluation(evaluation, { width: widthOf(terminal.out), color: wantsColor(terminal) }))
      writeLine(terminal.out, line);
}

const pathsIn = (terminal: Terminal, files: readonly string[]): string[] =>
  files.map((file) => resolveFolder(terminal, file));

function ofFile(
  log: string,
  agent: string | undefined,
  options: EvaluateOptions,
  terminal: Terminal,
): Promise<Evaluation> {
  const misplaced = [
    ...(agent === undefined ? [] : [`the agent "${agent}"`]),
    ...(options.asItRan ? ['--as-it-ran'] : []),
    ...(options.policy.length > 0 ? ['--policy'] : []),
    ...(options.without.length > 0 ? ['--without'] : []),
    ...(options.agentFile.length > 0 ? ['--agent-file'] : []),
    ...(options.group === undefined ? [] : ['--group']),
    ...(options.from === undefined ? [] : ['--from']),
    ...(options.to === undefined ? [] : ['--to']),
  ];
  if (misplaced.length > 0) {
    throw new FitlyError(
      'columns_invalid',
      `--log was given together with ${misplaced.join(', ')}, which need an agent’s own log`,
      {
        next: 'leave these out, or leave out --log',
      },
    );
  }
  return evaluateFile({
    path: resolveFolder(terminal, log),
    columns: parseColumns(options.columns ?? ''),
    uniform: options.uniform,
    fixed: options.fix,
    probabilities: pathsIn(terminal, options.probabilities),
    truth: options.truth === undefined ? null : resolveFolder(terminal, options.truth),
  });
}

async function ofAgent(agent: string | undefined, options: EvaluateOptions, terminal: Terminal): Promise<Evaluation> {
  if (options.columns !== undefined || options.truth !== undefined) {
    throw new FitlyError(
      'columns_invalid',
      '--columns and --truth describe a log of another system, and --log was not given',
      {
        next: 'name the file: fitly evaluate --log FILE --columns …',
      },
    );
  }
  const day = (given: string | undefined) => (given === undefined ? null : parseDay(given));
  const [from, to] = [day(options.from), day(options.to)];
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const agentName = agent ?? (await findOnlyAgentName(workspace));
    await requireAgent(workspace, agentName);
    const { asItRan, uniform, fix: fixed, policy: policies, without } = options;
    const probabilities = pathsIn(terminal, options.probabilities);
    const agentFiles = await Promise.all(pathsIn(terminal, options.agentFile).map(readAgentFile));
    const candidates = { asItRan, uniform, fixed, policies, without, agentFiles, probabilities };
    return await evaluateAgent({ workspace, agentName, from, to, group: options.group ?? null, candidates });
  } finally {
    await workspace.close();
  }
}
