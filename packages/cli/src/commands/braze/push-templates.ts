/** `fitly braze templates push`: options with a body become e-mail templates of Braze, or bring them up to date. */
import { EXIT } from '@fitly/core/errors';
import { type PushPlan, type PushResult, planPush, pushTemplates, refuseConflicts } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { type Consent, consentTo } from '../../consent.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { outcomeLines, pushPlanLines } from '../../render/push-plan.ts';
import { wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from '../agent/in-workspace.ts';

interface PushOptions {
  readonly folder: string;
  readonly writeIds?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json: boolean;
}

export function addPushTemplates(templates: Command, host: CommandHost): void {
  templates
    .command('push')
    .argument('<agent>', 'name of the agent')
    .description('create or update an e-mail template in Braze for each option that has a body')
    .addOption(folderOption())
    .option('--write-ids', "also write the templates' ids into the agent file, as email_template_id of their options")
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--yes', 'I agree to the changes without being asked')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Templates are found by their name, fitly/AGENT/OPTION. One that somebody has changed in Braze since it was pushed is never
overwritten: nothing is written then, and what to do is said.

Examples:
  $ fitly braze templates push winback --dry-run
  $ fitly braze templates push winback --write-ids --yes
`,
    )
    .action((name: string, options: PushOptions) => push(name, options, host));
}

async function push(agentName: string, options: PushOptions, host: CommandHost): Promise<void> {
  const { terminal, exitWith } = host;
  const request = { agentName, writeIds: options.writeIds === true };
  const plan = await inWorkspace(terminal, options.folder, null, (workspace) => planPush(workspace, request));
  const lines = { width: widthOf(terminal.out), color: wantsColor(terminal) };
  if (!options.json) for (const line of pushPlanLines(plan, lines)) writeLine(terminal.out, line);
  refuseConflicts(plan);
  const consent = await consentIn(plan, options, host);
  const result =
    consent === 'given'
      ? await inWorkspace(terminal, options.folder, 'fitly braze templates push', (workspace) =>
          pushTemplates(workspace, request, plan),
        )
      : null;
  const isDone = result === null || result.outcomes.every(({ state }) => state !== 'failed');
  const needsYes = consent === 'not_asked' && options.dryRun !== true && changesSomething(plan);
  if (!isDone) exitWith(EXIT.environment);
  if (needsYes) exitWith(EXIT.usage);
  if (options.json) return writeJson(terminal, asJson(plan, result, needsYes));
  for (const line of result === null ? [] : outcomeLines(result.outcomes, lines.color)) writeLine(terminal.out, line);
  writeLine(terminal.out, summary(plan, result, consent, options));
}

const changesSomething = ({ steps, edit }: PushPlan): boolean =>
  edit !== null || steps.some(({ kind }) => kind === 'create' || kind === 'update');

/** Noting that a template counts as pushed changes nothing that anybody sees, so nobody is asked. */
async function consentIn(plan: PushPlan, options: PushOptions, { terminal }: CommandHost): Promise<Consent> {
  if (options.dryRun === true) return 'not_asked';
  if (!changesSomething(plan)) {
    return plan.steps.some((step) => step.kind === 'unchanged' && step.adopted) ? 'given' : 'not_asked';
  }
  const count = plan.steps.filter(({ kind }) => kind === 'create' || kind === 'update').length;
  return consentTo(`Write ${count} template(s) to Braze?`, terminal, options.yes === true);
}

function asJson({ agent, steps, edit }: PushPlan, result: PushResult | null, needsYes: boolean): object {
  const file = result?.edit ?? edit;
  const { path = null, lines = [], changes = [] } = file ?? {};
  const outcomes = result?.outcomes ?? null;
  return { agent, steps, outcomes, path, lines, changes, ...(needsYes && { needs: '--yes' }) };
}

function summary(plan: PushPlan, result: PushResult | null, consent: Consent, options: PushOptions): string {
  if (result?.outcomes.some(({ state }) => state === 'failed')) {
    return 'Not everything was written. What was is kept: push again to go on from there.';
  }
  if (!changesSomething(plan)) return 'Nothing to push: Braze has every template as the agent file has it.';
  if (result !== null) return result.edit === null ? 'Pushed.' : `Pushed, and ids written to ${result.edit.path}.`;
  if (options.dryRun === true) return 'Nothing was changed: this was a dry run.';
  if (consent === 'refused') return 'Nothing was changed.';
  return 'Nothing was changed. To push, give the command again with --yes';
}
