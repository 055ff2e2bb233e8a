/** Options with a body become e-mail templates of Braze: planned by reading, then written one after the other. */
import { isDeepStrictEqual } from 'node:util';
import type { BrazeApi, BrazeReader, EmailTemplateInfo, WriteResult } from '@fitly/braze';
import type { AgentDocument } from '@fitly/contract';
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { mapConcurrently } from '../daily-loop/map-concurrently.ts';
import { type AgentEdit, proposeEdit, writeEdit } from '../lifecycle/agent-edit.ts';
import { findAgentFile } from '../workspace/agents.ts';
import { connect, connectToRead, type Workspace } from '../workspace/workspace.ts';
import { type PushStep, pushStep } from './push-step.ts';
import { digestsOf, keepPushed, readPushed } from './pushed-templates.ts';
import { asTemplate, type TemplateTexts, type WantedTemplate, wantedTemplates } from './wanted-templates.ts';

export interface PushTemplates {
  readonly agentName: string;
  /** Also writes the ids of the templates into the agent file, as `email_template_id` of their options. */
  readonly writeIds: boolean;
}

export interface PushPlan {
  readonly agent: string;
  readonly steps: readonly PushStep[];
  /** Of the agent file; an id that does not exist yet is shown as `NEW_ID`. Null when it stays as it is. */
  readonly edit: AgentEdit | null;
}

export interface PushOutcome extends Pick<PushStep, 'dimension' | 'option' | 'name'> {
  readonly state: 'created' | 'updated' | 'unchanged' | 'failed' | 'not_tried';
  readonly templateId: string | null;
  /** Of a failure: what Braze answered. */
  readonly reason: string | null;
}

export interface PushResult {
  readonly outcomes: readonly PushOutcome[];
  /** What was written into the agent file; null when nothing was. */
  readonly edit: AgentEdit | null;
}

const NEW_ID = 'id-of-the-new-template';

/** Reads only. Throws `agent_unknown`, `agent_file_invalid`, `template_unusable` and `braze_*`. */
export async function planPush(workspace: Workspace, { agentName, writeIds }: PushTemplates): Promise<PushPlan> {
  const file = await findAgentFile(workspace, agentName);
  const wanted = wantedTemplates(file.agent);
  const { connection } = file.agent.delivery;
  const { reader } = await connectToRead(workspace, connection);
  const found = await templatesNamed(reader, new Set(wanted.map(({ name }) => name)));
  const { db } = workspace.store.state;
  const steps = await Promise.all(
    wanted.map(async (each) => {
      const pushed = await readPushed(db, { connection, name: each.name });
      return pushStep(each, found.get(each.name) ?? [], pushed);
    }),
  );
  const ids = steps.map((step) => ('templateId' in step ? step.templateId : NEW_ID));
  const edit = writeIds ? await proposeEdit(workspace, file, writingIds(file.agent, steps, ids)) : null;
  return { agent: file.agent.name, steps, edit: edit?.lines.length === 0 ? null : edit };
}

async function templatesNamed({ api }: BrazeReader, names: ReadonlySet<string>) {
  const entries = await Array.fromAsync(api.templates.email.list());
  const wanted = entries.filter(({ name }) => names.has(name));
  const infos = await mapConcurrently(wanted, AT_ONCE, ({ emailTemplateId }) =>
    api.templates.email.info(emailTemplateId),
  );
  return Map.groupBy(infos.map(foundTemplate), ({ name }) => name);
}

/** Requests at the same time. */
const AT_ONCE = 8;

const foundTemplate = ({ emailTemplateId, name, ...info }: EmailTemplateInfo) => ({
  templateId: emailTemplateId,
  name,
  texts: {
    subject: info.subject ?? '',
    preheader: info.preheader ?? '',
    body: info.body ?? '',
    plaintext_body: info.plaintextBody ?? '',
  },
});

const writingIds =
  ({ dimensions }: Agent, steps: readonly PushStep[], ids: readonly (string | null)[]) =>
  (document: AgentDocument): void =>
    steps.forEach(({ dimension, option }, n) => {
      const id = ids[n];
      const index = dimensions.findIndex((each) => each.id === dimension);
      const position = dimensions[index]?.options.findIndex((each) => each.id === option) ?? -1;
      const path = ['dimensions', index, 'options', position, 'values', 'email_template_id'];
      if (id != null && document.getIn(path) !== id) document.setIn(path, id);
    });

/** Throws `template_conflict` when a step of the plan is one, with what to do about each. */
export function refuseConflicts({ steps }: PushPlan): void {
  const issues = steps.flatMap((step) =>
    step.kind === 'conflict' ? [{ path: step.name, message: `${step.why}: ${step.next}` }] : [],
  );
  if (issues.length === 0) return;
  throw new FitlyError('template_conflict', `${issues.length} template(s) in Braze are not as they were left`, {
    issues,
    next: 'do what stands behind each name, then push again; nothing was written',
  });
}

/**
 * Performs the plan that a person saw. Throws, before anything is written, `sandbox_only`, `template_conflict`, and
 * `template_unusable` when the plan would be another one by now. Ends at the first write that Braze does not take: what was
 * written is kept, and the next push goes on from there.
 */
export async function pushTemplates(workspace: Workspace, request: PushTemplates, seen: PushPlan): Promise<PushResult> {
  const file = await findAgentFile(workspace, request.agentName);
  const { connection } = file.agent.delivery;
  const { messaging } = await connect(workspace, connection);
  const plan = await planPush(workspace, request);
  refuseConflicts(plan);
  if (!isDeepStrictEqual(plan, seen)) {
    throw new FitlyError('template_unusable', 'Braze or the agent file has changed since the plan was shown', {
      next: 'run the command again to see what would be done now; nothing was written',
    });
  }
  const outcomes = await perform({ workspace, connection, api: messaging.api }, plan.steps);
  if (!request.writeIds) return { outcomes, edit: null };
  const ids = outcomes.map(({ templateId }) => templateId);
  const edit = await proposeEdit(workspace, file, writingIds(file.agent, plan.steps, ids));
  if (edit.lines.length === 0) return { outcomes, edit: null };
  await writeEdit(edit);
  return { outcomes, edit };
}

interface PushContext {
  readonly workspace: Workspace;
  readonly connection: string;
  readonly api: BrazeApi;
}

async function perform(context: PushContext, steps: readonly PushStep[]): Promise<PushOutcome[]> {
  const outcomes: PushOutcome[] = [];
  for (const step of steps) {
    const stopped = outcomes.some(({ state }) => state === 'failed');
    outcomes.push(stopped ? outcomeOf(step, 'not_tried') : await performStep(context, step));
  }
  return outcomes;
}

const outcomeOf = (
  { dimension, option, name }: Pick<WantedTemplate, 'dimension' | 'option' | 'name'>,
  state: PushOutcome['state'],
  templateId: string | null = null,
  reason: string | null = null,
): PushOutcome => ({ dimension, option, name, state, templateId, reason });

async function performStep({ workspace, connection, api }: PushContext, step: PushStep): Promise<PushOutcome> {
  const { db } = workspace.store.state;
  const place = { connection, name: step.name };
  if (step.kind === 'conflict') return outcomeOf(step, 'failed', null, step.why);
  const now = digestsOf(step.texts);
  if (step.kind === 'unchanged') {
    await keepPushed(db, place, [now]);
    return outcomeOf(step, 'unchanged', step.templateId);
  }
  await keepPushed(db, place, [...(await readPushed(db, place)), now]);
  const written = await write(api, step);
  if (written.kind !== 'accepted') return outcomeOf(step, 'failed', null, inWords(written));
  await keepPushed(db, place, [now]);
  return outcomeOf(step, step.kind === 'create' ? 'created' : 'updated', written.body.emailTemplateId);
}

type Written = WriteResult<{ readonly emailTemplateId: string }>;

async function write(
  { templates: { email } }: BrazeApi,
  step: Extract<PushStep, { readonly kind: 'create' | 'update' }>,
): Promise<Written> {
  if (step.kind === 'create') return email.create({ ...step.texts, ...asTemplate(step.texts), name: step.name });
  const texts: TemplateTexts = Object.fromEntries(step.changes.map(({ text, after }) => [text, after]));
  const answer = await email.update(step.templateId, asTemplate(texts));
  return answer.kind === 'accepted' ? { ...answer, body: { emailTemplateId: step.templateId } } : answer;
}

function inWords({ kind, reason }: Exclude<Written, { readonly kind: 'accepted' }>): string {
  if (kind === 'in_doubt') return `nobody knows whether Braze has taken it (${reason}): the next push finds out`;
  return kind === 'retry' ? `Braze does not take it now (${reason}): push again later` : `Braze refused it (${reason})`;
}
