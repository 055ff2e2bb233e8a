/** What is wrong, or could go wrong, with a template and the properties that actions pass to it. Nothing is rendered. */
import { translate } from './dialect.ts';
import { createEngine } from './engine.ts';
import { whyOf } from './preview.ts';

export interface LintRequest {
  readonly template: string;
  /** `api_trigger_properties` of a campaign; `context` of a canvas (older canvases: `canvas_entry_properties`). */
  readonly source: 'api_trigger_properties' | 'context';
  /** Placeholder of each dimension: all must be used. */
  readonly dimensions: readonly string[];
  /** Further properties that every send passes, such as `decision_id`: they may be used. */
  readonly others?: readonly string[];
}

export interface LintFinding {
  readonly code:
    | 'syntax'
    /** What the dimension chooses would never show. */
    | 'dimension_unused'
    /** The template expects what nothing passes: it would render empty. */
    | 'placeholder_unknown'
    /** Renders empty when a send lacks the property; a default would show instead. */
    | 'no_default'
    /** Fetched by Braze while sending: not in the preview. */
    | 'not_previewed'
    | 'decision_not_in_extras'
    | 'decision_not_in_links';
  readonly severity: 'error' | 'warning' | 'suggestion';
  /** The placeholder or dimension it is about. */
  readonly name: string | null;
  readonly message: string;
}

export function lint(request: LintRequest): readonly LintFinding[] {
  const { template, dimensions, others = [] } = request;
  const used = usedOf(request);
  if (typeof used === 'string') return [finding('syntax', 'error', null, used)];
  const passed = new Set([...dimensions, ...others]);
  return [
    ...dimensions.filter((name) => !used.has(name)).map((name) => unusedDimension(name, request.source)),
    ...[...used].filter((name) => !passed.has(name)).map(unknownPlaceholder),
    ...[...used].filter((name) => lacksDefault(template, name)).map(noDefault),
    ...notPreviewed(template),
    ...decisionFindings(template, request.source),
  ];
}

/** The names behind the source, or why the template cannot be read. */
function usedOf({ template, source }: LintRequest): ReadonlySet<string> | string {
  const sources = source === 'context' ? ['context', 'canvas_entry_properties'] : [source];
  const engine = createEngine({ aborted: null, messageExtras: {} });
  try {
    const paths = engine.globalVariableSegmentsSync(translate(template));
    const names = paths.flatMap(([root, name]) =>
      typeof root === 'string' && sources.includes(root) && typeof name === 'string' ? [name] : [],
    );
    return new Set(names);
  } catch (error) {
    return whyOf(error);
  }
}

const finding = (
  code: LintFinding['code'],
  severity: LintFinding['severity'],
  name: string | null,
  message: string,
): LintFinding => ({ code, severity, name, message });

const unusedDimension = (name: string, source: string): LintFinding =>
  finding(
    'dimension_unused',
    'error',
    name,
    `"${name}" is chosen and passed, but the template never shows it: use {{${source}.\${${name}}}}`,
  );

const unknownPlaceholder = (name: string): LintFinding =>
  finding(
    'placeholder_unknown',
    'error',
    name,
    `The template expects "${name}", which no dimension passes: it would render empty`,
  );

const noDefault = (name: string): LintFinding =>
  finding(
    'no_default',
    'warning',
    name,
    `"${name}" renders empty when a send lacks it: add a default, as in | default: 'text'`,
  );

/** Outputs of the property, all of them without the filter. */
function lacksDefault(template: string, name: string): boolean {
  const outputs = outputsOf(template).filter((output) => output.includes(`.\${${name}}`));
  return outputs.length > 0 && outputs.some((output) => !/\|\s*default\b/.test(output));
}

/** The text of each `{{…}}`, found in one pass: `${name}}}` ends with three braces. */
function outputsOf(template: string): readonly string[] {
  const outputs: string[] = [];
  for (let from = template.indexOf('{{'); from !== -1; from = template.indexOf('{{', from + 2)) {
    const close = template.indexOf('}}', from);
    if (close === -1) break;
    const to = template[close + 2] === '}' ? close + 1 : close;
    outputs.push(template.slice(from + 2, to));
    from = to;
  }
  return outputs;
}

function notPreviewed(template: string): readonly LintFinding[] {
  const found: LintFinding[] = [];
  for (const [word, what] of [
    ['connected_content', 'Connected content'],
    ['content_blocks.${', 'A content block'],
  ] as const) {
    if (!template.includes(word)) continue;
    found.push(
      finding(
        'not_previewed',
        'warning',
        null,
        `${what} is filled in by Braze while sending: it is missing from the preview`,
      ),
    );
  }
  return found;
}

function decisionFindings(template: string, source: string): readonly LintFinding[] {
  const found: LintFinding[] = [];
  const value = `{{${source}.\${decision_id}}}`;
  if (!/:key\s{1,20}decision_id\s/.test(template)) {
    const tag = `{% message_extras :key decision_id :value ${value} %}`;
    found.push(
      finding(
        'decision_not_in_extras',
        'suggestion',
        'decision_id',
        `With ${tag} in the message, send events name their decision`,
      ),
    );
  }
  const links = template.split(/href\s{0,20}=\s{0,20}["']https?:/i).length - 1;
  if (links > 0 && !template.includes('decision_id=')) {
    found.push(
      finding(
        'decision_not_in_links',
        'suggestion',
        'decision_id',
        `With ?decision_id=${value} in links, clicks name their decision`,
      ),
    );
  }
  return found;
}
