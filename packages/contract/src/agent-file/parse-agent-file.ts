import { type Agent, inactiveFields, validateAgent } from '@fitly/core/design';
import { formatPath, type InactiveField, type PathSegments } from '@fitly/core/design/validation';
import type { Issue } from '@fitly/core/errors';
import { compileExpressions } from '../rules/compile-expressions.ts';
import { matchKeys } from '../schema/known-keys.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { type Finding, locate, type WrittenKeys } from '../yaml/locate.ts';
import { readYaml, type YamlContent } from '../yaml/read-yaml.ts';
import { inFileOrder } from '../yaml/sort-issues.ts';
import { YamlFile } from '../yaml/yaml-file.ts';
import { agentJsonSchema } from './agent-json-schema.ts';
import { agentSchema } from './agent-schema.ts';
import { mendSections } from './mend-sections.ts';
import { toAgent } from './to-agent.ts';
import { wirePath } from './wire-path.ts';

/** An agent file as text: comments and the order of keys stay through edits. */
export type AgentDocument = YamlFile;

export type AgentFileResult =
  | {
      readonly ok: true;
      readonly agent: Agent;
      readonly document: AgentDocument;
      /** What the file states and this version does not act on yet, in the paths of the file. */
      readonly inactive: readonly InactiveField[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads an agent file. Everything that is wrong is reported at once, in the order of the file, with its line and
 * column: YAML, shape, meaning and, at their place inside the text, expressions. Where a part is too broken to have a
 * meaning, the other parts are still checked. Never throws. `fileName` only appears in messages.
 */
export function parseAgentFile(text: string, fileName: string): AgentFileResult {
  const { content, issues } = readYaml(text, fileName);
  if (content === null) return { ok: false, issues: inFileOrder(issues) };

  const keys = matchKeys(content.root, agentJsonSchema());
  const parsed = agentSchema.safeParse(keys.data);
  const misshapen = parsed.success ? [] : schemaFindings(parsed.error, keys.data);
  const mended = parsed.success ? { wire: parsed.data, concerns: () => true } : mendSections(keys.data, misshapen);
  const agent = mended === null ? null : toAgent(mended.wire);
  const namesKnown = !misshapen.some(({ segments: [section] }) => section === 'context' || section === 'dimensions');
  const meaning =
    agent === null
      ? []
      : [...meaningFindings(agent), ...expressionFindings(agent, namesKnown)].filter(({ segments }) =>
          mended?.concerns(segments),
        );

  const place = (finding: Finding): Issue => locate(finding, content, keys.written);
  const all = [...issues, ...[...keys.findings, ...misshapen, ...meaning].map(place)];
  if (all.length > 0 || agent === null) return { ok: false, issues: inFileOrder(all) };
  return { ok: true, agent, document: new YamlFile(text), inactive: inactiveInFile(agent, content, keys.written) };
}

function meaningFindings(agent: Agent): Finding[] {
  return validateAgent(agent).map(({ path, message }) => ({ segments: wirePath(path), message }));
}

/** `namesKnown`: whether the file says which names there are. Where it does not, no name can be wrong. */
function expressionFindings(agent: Agent, namesKnown: boolean): Finding[] {
  const result = compileExpressions(agent);
  if (result.ok) return [];
  return result.issues
    .filter(({ kind }) => namesKnown || kind === 'syntax')
    .map(({ path, message, span }) => {
      const place = path[1] === 'fields' ? { atKey: true as const } : { offsetInText: span.start };
      return { segments: path, message, ...place };
    });
}

function inactiveInFile(agent: Agent, content: YamlContent, written: WrittenKeys): InactiveField[] {
  return inactiveFields(agent).map(({ path, reason }) => {
    const segments: PathSegments = wirePath(path);
    const { path: filePath } = locate({ segments, message: reason }, content, written);
    return { path: filePath || formatPath(segments), reason };
  });
}
