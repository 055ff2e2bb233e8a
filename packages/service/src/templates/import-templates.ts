/** Existing e-mail templates of Braze become options of an agent. Braze is only read; the agent file is changed by `writeEdit`. */
import type { BrazeReader, EmailTemplateInfo } from '@fitly/braze';
import type { AgentDocument } from '@fitly/contract';
import type { Agent, Dimension } from '@fitly/core/design';
import { listNames, suggestName } from '@fitly/core/design/validation';
import { FitlyError } from '@fitly/core/errors';
import { mapConcurrently } from '../daily-loop/map-concurrently.ts';
import { type AgentEdit, proposeEdit } from '../lifecycle/agent-edit.ts';
import { type AgentFile, findAgentFile } from '../workspace/agents.ts';
import { connectToRead, type Workspace } from '../workspace/workspace.ts';
import { type NewOption, type ProposedOptions, proposeOptions } from './propose-options.ts';
import type { TemplateValues } from './template-values.ts';

export interface ImportTemplates {
  readonly agentName: string;
  readonly dimension: string;
  /** Part of a name, an id or a tag, whatever its case; null = every template. */
  readonly search: string | null;
  /** Only these; empty = all that the search finds. */
  readonly ids: readonly string[];
  readonly values: TemplateValues;
  /** For a dimension of kind `template`: where the new options are sent, a value of `delivery.ids`. */
  readonly target: string | null;
}

export interface TemplateImport extends ProposedOptions {
  readonly agent: string;
  readonly dimension: string;
  /** Null when every template is an option already. */
  readonly edit: AgentEdit | null;
}

/** Requests at the same time. */
const AT_ONCE = 8;

/**
 * What the import would change; nothing is written. Throws `agent_unknown`, `agent_file_invalid`, `template_unusable` for a
 * dimension or a template that is not there, and `braze_*`.
 */
export async function importTemplates(workspace: Workspace, request: ImportTemplates): Promise<TemplateImport> {
  const file = await findAgentFile(workspace, request.agentName);
  const { agent } = file;
  const index = dimensionAt(agent, request.dimension);
  const dimension = agent.dimensions[index]!;
  const { reader } = await connectToRead(workspace, agent.delivery.connection);
  const proposed = proposeOptions(dimension, await readTemplates(reader, request), request.values);
  const told = { agent: agent.name, dimension: dimension.id, ...proposed };
  if (proposed.added.length === 0) return { ...told, edit: null };
  const targets = targetsFor(dimension, request.target, proposed.added);
  return { ...told, edit: await proposeEdit(workspace, file, addOptions(file, index, proposed.added, targets)) };
}

function dimensionAt({ name, dimensions }: Agent, wanted: string): number {
  const index = dimensions.findIndex(({ id }) => id === wanted);
  if (index >= 0) return index;
  const known = dimensions.map(({ id }) => id);
  throw new FitlyError('template_unusable', `${name} has no dimension "${wanted}"${suggestName(wanted, known)}`, {
    next: 'name a dimension of the agent file with --dimension',
  });
}

async function readTemplates(
  { api }: BrazeReader,
  { ids, search }: ImportTemplates,
): Promise<readonly EmailTemplateInfo[]> {
  const all = await Array.fromAsync(api.templates.email.list());
  const known = all.map(({ emailTemplateId }) => emailTemplateId);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    const hint = suggestName(unknown[0]!, known);
    throw new FitlyError('template_unusable', `Braze lists no e-mail template ${listNames(unknown)}${hint}`, {
      next: 'fitly braze templates lists them; drag-and-drop templates are not among them',
    });
  }
  const part = search?.toLowerCase() ?? '';
  const found = all.filter(
    ({ emailTemplateId: id, name, tags }) =>
      (ids.length === 0 || ids.includes(id)) && [id, name, ...tags].some((text) => text.toLowerCase().includes(part)),
  );
  if (found.length === 0) {
    const what = search === null ? 'no e-mail template' : `no e-mail template with "${search}"`;
    throw new FitlyError('template_unusable', `Braze lists ${what}`, {
      next: 'fitly braze templates lists them; drag-and-drop templates are not among them',
    });
  }
  return mapConcurrently(found, AT_ONCE, ({ emailTemplateId }) => api.templates.email.info(emailTemplateId));
}

/** New entries of `delivery.ids`; nothing where another dimension says where messages go. */
function targetsFor(
  { id, kind }: Dimension,
  target: string | null,
  added: readonly NewOption[],
): Readonly<Record<string, string>> {
  if (kind === 'template' && target === null) {
    throw new FitlyError('template_unusable', `options of "${id}", a dimension of kind template, need a target each`, {
      next: 'name the campaign or canvas (mode message: CAMPAIGN_ID/VARIATION_ID) of the new options with --target',
    });
  }
  if (kind !== 'template' && target !== null) {
    throw new FitlyError('template_unusable', `"${id}" is a dimension of kind ${kind}: its options have no target`, {
      next: 'leave --target out, or import into the dimension of kind template',
    });
  }
  return target === null ? {} : Object.fromEntries(added.map((option) => [option.id, target]));
}

const addOptions =
  ({ agent }: AgentFile, index: number, added: readonly NewOption[], targets: Readonly<Record<string, string>>) =>
  (document: AgentDocument): void => {
    const { length } = agent.dimensions[index]!.options;
    added.forEach(({ id, label, values }, n) => {
      document.setIn(['dimensions', index, 'options', length + n], { id, label, values });
    });
    for (const [option, target] of Object.entries(targets)) document.setIn(['delivery', 'ids', option], target);
  };
