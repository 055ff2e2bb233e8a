/** The Liquid of a target against what an action passes to it, both ways. */
import { type LintFinding, lint } from '@fitly/braze';
import type { Agent, Dimension } from '@fitly/core/design';
import { finding, type PreflightFinding } from './finding.ts';
import type { Target } from './targets.ts';

export interface Passed {
  /** By every action that takes this template. */
  readonly always: readonly string[];
  /** By some of them only: a template needs a default for these. */
  readonly sometimes: readonly string[];
}

/** Names that reach the template; of the template dimension itself only those of this option. */
export function passedTo({ dimensions }: Pick<Agent, 'dimensions'>, template: string): Passed {
  const always = new Set<string>();
  const some = new Set<string>();
  for (const dimension of dimensions) {
    const options = optionsOf(dimension, template).map(({ values }) => Object.keys(values));
    for (const name of new Set(options.flat())) {
      (options.every((names) => names.includes(name)) ? always : some).add(name);
    }
  }
  return { always: [...always], sometimes: [...some].filter((name) => !always.has(name)) };
}

function optionsOf({ kind, options }: Dimension, template: string) {
  const active = options.filter(({ state, noSend }) => state === 'active' && !noSend);
  return kind === 'template' ? active.filter(({ id }) => id === template) : active;
}

const STATES = { error: 'failed', warning: 'warning', suggestion: 'warning' } as const;

export function judgePlaceholders(template: string, target: Target, passed: Passed): readonly PreflightFinding[] {
  const { always, sometimes } = passed;
  const source = target.kind === 'canvas' ? 'context' : 'api_trigger_properties';
  const text = target.texts.join('\n');
  const found = lint({ template: text, source, dimensions: [...always, ...sometimes], others: ['decision_id'] });
  const told = found.filter((one) => !isMoot(one, always));
  if (told.length === 0) {
    const names = [...always, ...sometimes].join(', ') || 'none are passed';
    return [finding(`placeholders ${template}`, 'ok', `all shown, and no others: ${names}`)];
  }
  return told.map(({ severity, name, message }) =>
    finding(`placeholders ${template}`, STATES[severity], `${target.kind} "${target.name}": ${message}`, nextOf(name)),
  );
}

/** A property that every action passes needs no default, and the decision's id goes with each. */
const isMoot = ({ code, name }: LintFinding, always: readonly string[]): boolean =>
  code === 'no_default' && name !== null && (name === 'decision_id' || always.includes(name));

const nextOf = (name: string | null): string =>
  name === null ? 'change the message in Braze' : `change the message in Braze, or "${name}" in the agent file`;
