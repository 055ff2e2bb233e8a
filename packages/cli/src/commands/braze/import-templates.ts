/** `fitly braze templates import`: e-mail templates of Braze become options of an agent. */
import { EXIT } from '@fitly/core/errors';
import {
  type AgentEdit,
  BY_ID,
  importTemplates,
  readTemplateValues,
  TEMPLATE_PARTS,
  type TemplateImport,
  writeEdit,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { type Consent, consentTo } from '../../consent.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { editLines } from '../../render/edit.ts';
import { type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from '../agent/in-workspace.ts';

interface ImportOptions {
  readonly folder: string;
  readonly dimension: string;
  readonly search?: string;
  readonly id: readonly string[];
  readonly value: readonly string[];
  readonly target?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json: boolean;
}

const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export function addImportTemplates(templates: Command, host: CommandHost): void {
  templates
    .command('import')
    .argument('<agent>', 'name of the agent')
    .description('add existing e-mail templates to an agent file as options of a dimension')
    .addOption(folderOption())
    .requiredOption('--dimension <id>', 'dimension that gets the options')
    .option('--search <text>', 'only templates whose name, id or tag holds this')
    .addOption(
      new Option('--id <template>', 'only this template; more than once for more')
        .argParser(collected)
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--value <name=part>',
        `a value of each option, and the part of the template that it takes (${TEMPLATE_PARTS.join(', ')}); more than once for more`,
      )
        .argParser(collected)
        .default([], 'email_template_id=id'),
    )
    .option(
      '--target <id>',
      'for a dimension of kind template: campaign, canvas or CAMPAIGN_ID/VARIATION_ID of the options',
    )
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--yes', 'I agree to the change without being asked')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Reads Braze and changes nothing there. The agent file keeps its comments and its order; templates that are options already are
left alone.

Examples:
  $ fitly braze templates import winback --dimension creative --search winter --target CAMPAIGN_ID/VARIATION_ID
  $ fitly braze templates import winback --dimension subject_line --value subject_line=subject --dry-run
`,
    )
    .action((name: string, options: ImportOptions) => run(name, options, host));
}

async function run(agentName: string, options: ImportOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  const request = {
    agentName,
    dimension: options.dimension,
    search: options.search ?? null,
    ids: options.id,
    values: options.value.length === 0 ? BY_ID : readTemplateValues(options.value),
    target: options.target ?? null,
  };
  const plan = await inWorkspace(terminal, options.folder, null, (workspace) => importTemplates(workspace, request));
  if (!options.json) for (const line of describe(plan, terminal)) writeLine(terminal.out, line);
  const { edit } = plan;
  const isAsked = edit !== null && options.dryRun !== true;
  const question = `Write ${plan.added.length} option(s) to ${edit?.path}?`;
  const consent = isAsked ? await consentTo(question, terminal, options.yes === true) : 'not_asked';
  if (edit !== null && consent === 'given') {
    await inWorkspace(terminal, options.folder, 'fitly braze templates import', () => writeEdit(edit));
  }
  if (isAsked && consent === 'not_asked') host.exitWith(EXIT.usage);
  if (options.json) return writeJson(terminal, asJson(plan, consent === 'given', isAsked && consent === 'not_asked'));
  if (edit !== null) writeLine(terminal.out, outcome(edit, consent, options, agentName));
}

/** The texts of the file are on disk; what changes of them is in the lines. */
function asJson({ edit, ...plan }: TemplateImport, changed: boolean, needsYes: boolean): object {
  const { path = null, lines = [], changes = [] } = edit ?? {};
  return { ...plan, path, lines, changes, changed, ...(needsYes && { needs: '--yes' }) };
}

function describe({ agent, dimension, added, there, edit }: TemplateImport, terminal: Terminal): string[] {
  const color = wantsColor(terminal);
  const known = there.map(({ templateId, option }) => `  ${dimension}.${option} stands for ${templateId} already`);
  if (edit === null) return [...known, `Nothing to import: every template is an option of ${agent} already.`];
  const news = added.map(({ id, label, templateId }) => `  ${dimension}.${id}: "${label}", from ${templateId}`);
  return [...known, ...news, '', ...editLines(edit, { width: widthOf(terminal.out), color })];
}

function outcome(edit: AgentEdit, consent: Consent, options: ImportOptions, agentName: string): string {
  const keep = `keep it earlier with: fitly agent save ${agentName}${folderAgain(options.folder)}`;
  if (consent === 'given') return `Written to ${edit.path}. It counts from the next run on; ${keep}`;
  if (consent === 'refused') return `Nothing was changed in ${edit.path}.`;
  if (options.dryRun === true) return 'Nothing was changed: this was a dry run.';
  return 'Nothing was changed. To write it, give the command again with --yes';
}
