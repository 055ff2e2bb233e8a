/** `fitly agent validate`: everything that is wrong at once, what is not active yet, and what the file would change. */
import { dirname, join, resolve } from 'node:path';
import { type Agent, actionSpace, eligibleMask, type LifeState, personalTexts } from '@fitly/core/design';
import { EXIT, FitlyError } from '@fitly/core/errors';
import type { LaunchPlan } from '@fitly/core/report';
import {
  type AgentFile,
  agentFiles,
  isWorkspace,
  type LaunchGiven,
  launchOf,
  lifeStateOfAgent,
  type PendingChanges,
  pendingChanges,
  readAgentFile,
  requireEarlier,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { shareBetween, wholeNumber } from '../../numbers.ts';
import { changeLines } from '../../render/changes.ts';
import { launchLines } from '../../render/launch.ts';
import { setAsideInWords } from '../../render/set-aside.ts';
import { styled, type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface ValidateOptions {
  readonly folder: string;
  readonly customers?: number;
  readonly baseRate?: number;
  readonly json: boolean;
}

interface Checked extends AgentFile {
  /** Place of a file of the workspace in the life of its agent; null for a file from elsewhere. */
  readonly life: {
    readonly state: LifeState;
    readonly pending: PendingChanges;
    /** As of `requireEarlier`; empty also once a run has kept the file. */
    readonly setAside: string;
  } | null;
  /** What it can show once it is launched; null where too little is known. */
  readonly launch: LaunchPlan | null;
}

export function addValidate(agent: Command, host: CommandHost): void {
  agent
    .command('validate')
    .argument('[files...]', 'agent files or names (default: all agents of the workspace)')
    .description('check agent files: everything that is wrong at once, what is not active yet, and what would change')
    .addOption(folderOption())
    .option(
      '--customers <n>',
      'customers in the audience: what each group will have and can show (default: those of imported attributes)',
      wholeNumber(2, 1_000_000_000),
    )
    .option(
      '--base-rate <share>',
      'share of them with a success within the first 28 days (or the horizon) without the agent, 0.02 say (default: by imported events)',
      shareBetween,
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit code 3 for mistakes, and for changes that a run would refuse.

Examples:
  $ fitly agent validate
  $ fitly agent validate examples/hillstrom/agent.yaml --json
  $ fitly agent validate winback --customers 80000 --base-rate 0.02
`,
    )
    .action((files: string[], options: ValidateOptions) => validate(files, options, host));
}

async function validate(given: readonly string[], options: ValidateOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  const { agents } = workspacePaths(resolveFolder(terminal, options.folder));
  const paths = given.length === 0 ? await agentFiles(agents) : given.map((each) => pathOf(each, agents, terminal));
  if (paths.length === 0) {
    throw new FitlyError('file_not_found', `there is no agent file in ${agents}`, {
      next: 'name a file, or make one with: fitly agent new NAME',
    });
  }
  const files: AgentFile[] = [];
  for (const path of paths) files.push(await readAgentFile(path));
  const checked = await look(files, options, terminal);
  if (checked.some(isRefused)) host.exitWith(EXIT.input);
  if (options.json) return writeJson(terminal, checked.map(asJson));
  for (const file of checked) for (const line of describe(file, options, terminal)) writeLine(terminal.out, line);
}

const pathOf = (given: string, agents: string, terminal: Terminal): string =>
  /[/\\]|\.ya?ml$/.test(given) ? resolveFolder(terminal, given) : join(agents, `${given}.yaml`);

const isRefused = ({ life }: Checked): boolean =>
  life?.pending.changes.some((change) => change.effect === 'forbidden') ?? false;

async function look(files: readonly AgentFile[], options: ValidateOptions, terminal: Terminal): Promise<Checked[]> {
  const folder = resolveFolder(terminal, options.folder);
  const isOurs = ({ path }: AgentFile): boolean => resolve(dirname(path)) === resolve(workspacePaths(folder).agents);
  if (!files.some(isOurs) || !(await isWorkspace(folder)))
    return Promise.all(files.map((file) => outside(file, options)));
  return inWorkspace(terminal, options.folder, null, async (workspace) => {
    const checked: Checked[] = [];
    for (const file of files) {
      checked.push(isOurs(file) ? await inside(file, workspace, options) : await outside(file, options));
    }
    return checked;
  });
}

const givenOf = ({ customers, baseRate }: ValidateOptions): LaunchGiven => ({
  customers: customers ?? null,
  baseRate: baseRate ?? null,
});

const outside = async (file: AgentFile, options: ValidateOptions): Promise<Checked> => ({
  ...{ ...file, life: null, launch: await launchOf(file.agent, givenOf(options), null) },
});

/** What imports tell counts for a draft only: of what runs the report says what can be seen. */
async function inside(file: AgentFile, workspace: Workspace, options: ValidateOptions): Promise<Checked> {
  const life = await lifeOf(file, workspace);
  const given = givenOf(options);
  const isAsked = given.customers !== null || given.baseRate !== null || life?.state === 'draft';
  return { ...file, life, launch: isAsked ? await launchOf(file.agent, given, workspace.store) : null };
}

/** Throws for a file that no run has kept yet and whose `learning.startFrom` cannot be begun with. */
async function lifeOf(file: AgentFile, workspace: Workspace): Promise<Checked['life']> {
  const pending = await pendingChanges(workspace, file);
  let setAside = '';
  if (pending.since === null)
    setAside = await requireEarlier({ store: workspace.store, folder: workspace.paths.folder }, file.agent);
  return { state: await lifeStateOfAgent(workspace, file.agent.name), pending, setAside };
}

const asJson = (file: Checked): object => ({
  path: file.path,
  agent: file.agent.name,
  valid: true,
  actions: sizeOf(file.agent),
  inactive: file.inactive,
  looksPersonal: personalTexts(file.agent),
  ...(file.launch !== null && { launch: file.launch }),
  ...(file.life === null
    ? {}
    : {
        ...{ state: file.life.state, since: file.life.pending.since, changes: file.life.pending.changes },
        ...(file.life.setAside !== '' && { setAside: file.life.setAside }),
      }),
});

/** Actions that may be chosen on some day: in use, allowed by requirements, silence once. */
const sizeOf = ({ dimensions }: Agent): number =>
  eligibleMask(actionSpace(dimensions), dimensions).reduce((sum, each) => sum + each, 0);

/** `2 × 3 = 6 actions`, or how many of the combinations remain. */
function actionWords(agent: Agent): string {
  const all = actionSpace(agent.dimensions).size;
  const open = sizeOf(agent);
  return all === open ? `${all} actions` : `${all} combinations, of which ${open} can be chosen`;
}

function describe(file: Checked, options: ValidateOptions, terminal: Terminal): string[] {
  const { path, agent, inactive } = file;
  const color = wantsColor(terminal);
  const dimensions = agent.dimensions.map((each) => `${each.id} (${each.options.length})`).join(' × ');
  const shares = Object.entries(agent.groups)
    .map(([group, share]) => `${group} ${Math.round(share * 1000) / 10} %`)
    .join(', ');
  const lines = [
    `${styled('Valid.', 'green', color)} ${path}`,
    `  ${dimensions} = ${actionWords(agent)}; ${agent.context.length} context attributes`,
    `  ${shares}`,
    ...startLine(agent.learning),
    ...(file.life === null || file.life.setAside === '' ? [] : [`  Without ${setAsideInWords(file.life.setAside)}`]),
  ];
  const active =
    inactive.length === 0
      ? ['  Everything in this file is active in this version.']
      : [
          `  ${styled('Not active yet', 'yellow', color)} in this version (read and kept, but without effect; such an agent may send to a sandbox only):`,
          ...inactive.map((each) => `    ${each.path}: ${each.reason}`),
        ];
  return [
    ...lines,
    ...active,
    ...describeTexts(agent, color),
    ...describeLaunch(file, options, terminal),
    ...describeLife(file, options.folder, terminal),
  ];
}

function startLine({ startFrom }: Agent['learning']): string[] {
  if (startFrom === null) return [];
  if (typeof startFrom === 'string') return [`  Begins with what ${startFrom} has learned by its first run.`];
  const { log, propensity } = startFrom;
  const how = propensity === null ? 'propensities estimated' : 'propensities known';
  return [`  Begins with the log ${log} (${how}).`];
}

/** Texts that the file itself brings: nothing is refused for them. */
function describeTexts(agent: Agent, color: boolean): string[] {
  const texts = personalTexts(agent);
  if (texts.length === 0) return [];
  return [
    `  ${styled('Looks personal', 'yellow', color)} (kept as it is, since it is your own text):`,
    ...texts.map(({ path, reason }) => `    ${path}: ${reason}`),
  ];
}

function describeLaunch({ launch }: Checked, options: ValidateOptions, terminal: Terminal): string[] {
  if (launch !== null) return launchLines(launch, widthOf(terminal.out));
  if (options.customers === undefined && options.baseRate === undefined) return [];
  return [
    '  What it can show is not known: --customers and --base-rate say so, or imports of attributes and of its success event; of',
    '  successes that are worth money only imports do.',
  ];
}

function describeLife({ agent, life }: Checked, folder: string, terminal: Terminal): string[] {
  if (life === null) return [];
  const { state, pending } = life;
  const next = (command: string): string => `  Next: fitly agent ${command} ${agent.name}${folderAgain(folder)}`;
  if (pending.since === null || (state === 'draft' && !pending.differs)) {
    return state === 'draft' ? ['  A draft: nothing runs until it is started.', next('start')] : [];
  }
  if (!pending.differs) return [`  Unchanged since version ${pending.since}; the agent is ${state}.`];
  if (pending.changes.length === 0) return [`  Since version ${pending.since} only comments or layout changed.`];
  const lines = changeLines(pending.changes, { width: widthOf(terminal.out), color: wantsColor(terminal) });
  const refused = pending.changes.some((change) => change.effect === 'forbidden');
  const end = refused
    ? '  A run would refuse this file: take the forbidden change back, or give the agent another name.'
    : next(state === 'draft' ? 'start' : 'save');
  return ['', `  Changes since version ${pending.since}:`, ...lines, '', end];
}
