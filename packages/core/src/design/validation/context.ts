import type { Issue } from '../../errors.ts';
import { personalName } from '../../privacy/index.ts';
import type { Agent, ContextAttribute } from '../agent.ts';
import { HISTORY, type HistorySource } from '../history.ts';
import { checkNotBlank, checkNumber } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { RANGES } from './limits.ts';
import { suggestName } from './nearest-name.ts';

/** The allow-list: what Fitly may know about a customer. An empty list is valid; the agent then learns averages only. */
export function checkContext({ context, dimensions }: Agent): Issue[] {
  const ids = dimensions.map(({ id }) => id);
  return [
    ...context.flatMap((entry, index) =>
      entry.history === null ? checkAttribute(entry, index) : checkHistory(entry.history, ids, index),
    ),
    ...repeatedNames(
      context.map((entry) => entry.attribute),
      'Attribute',
      (index) => ['context', index, context[index]?.history == null ? 'attribute' : 'history'],
    ),
  ];
}

function checkHistory({ name, dimension }: HistorySource, ids: readonly string[], index: number): Issue[] {
  const path = ['context', index, 'history'];
  const isOption = HISTORY[name].measure === 'last_option';
  if (!isOption && dimension !== null)
    return [issueAt(path, `${shown(name)} is about all dimensions; \`dimension\` is for \`last_option\``)];
  if (!isOption || ids.includes(dimension ?? '')) return [];
  const given = dimension === null ? 'is missing' : `${shown(dimension)} is not a dimension of the agent`;
  return [issueAt(path, `The \`dimension\` of \`last_option\` ${given}${suggestName(dimension ?? '', ids)}`)];
}

/** A flag such as `has_email` holds no address. */
const personalAttribute = ({ attribute, type }: ContextAttribute): string | null =>
  type === 'boolean' ? null : personalName(attribute);

function checkAttribute(entry: ContextAttribute, index: number): Issue[] {
  const path = ['context', index];
  const issues = checkNotBlank(entry.attribute, 'The attribute', [...path, 'attribute']);
  if (entry.attribute in {}) {
    issues.push(issueAt([...path, 'attribute'], `${shown(entry.attribute)} cannot be the name of an attribute`));
  }
  const personal = entry.pii === 'confirmed_not_personal' ? null : personalAttribute(entry);
  if (personal !== null) {
    const message = `${shown(entry.attribute)} looks like ${personal}; Fitly keeps no personal data, so it cannot be used for decisions; if only its name looks so, say \`pii: confirmed_not_personal\``;
    issues.push(issueAt([...path, 'attribute'], message));
  }
  if (entry.transform !== 'none' && entry.type !== 'number') {
    const message = `${entry.transform} is for numbers; ${shown(entry.attribute)} is a ${entry.type}`;
    issues.push(issueAt([...path, 'transform'], message));
  }
  return [...issues, ...checkNumber(entry.topK, RANGES.topK, 'The number of categories', [...path, 'topK'])];
}
