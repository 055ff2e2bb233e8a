/** A proposed feed as it stands in fitly.yaml, and the context of an agent file that goes with it. */
import type { FeedProposal, ProposedColumn } from './propose-feed.ts';

/** `name`: of the feed. */
export function feedYaml(name: string, { format, kind, columns, isDayInName, open }: FeedProposal): string {
  const of = (role: ProposedColumn['role']): readonly ProposedColumn[] => columns.filter((each) => each.role === role);
  const one = (key: string, role: ProposedColumn['role']): string[] =>
    of(role)
      .slice(0, 1)
      .map((column) => `      ${key}: ${quoted(column.name)}`);
  const alike = (role: ProposedColumn['role'], key: string): string[] =>
    of(role).length === 0 ? [] : [`      # ${key}: {ours: column}   # only where the names differ`];
  const missing = (key: string, role: ProposedColumn['role'], hint: string): string[] =>
    of(role).length === 0 ? [`      ${key}: ${hint}`] : one(key, role);
  const events = [
    ...missing('event', 'event', '{ is: NAME }   # say how the event is called'),
    ...missing('at', 'at', 'COLUMN   # say when it happened'),
    ...one('createdAt', 'createdAt'),
    ...one('id', 'id'),
    ...one('amount', 'amount'),
    ...alike('field', 'fields'),
  ];
  const asOf = isDayInName ? ['      asOf: { fileName: true }'] : one('asOf', 'asOf');
  const snapshot = [...asOf, ...alike('attribute', 'attributes')];
  return [
    'feeds:',
    `  ${name}:`,
    `    kind: ${kind}`,
    `    format: ${format}`,
    `    folder: feeds/${name}`,
    '    required: false',
    '    columns:',
    ...missing('customer', 'customer', 'COLUMN   # say which is the id by which Braze knows the customer'),
    ...(kind === 'events' ? events : snapshot),
    ...(kind === 'events' && of('amount').length > 0 ? ['    # currency: EUR', '    # unit: 0.01'] : []),
    ...(open.some((each) => each.includes('timeZone')) ? ['    # timeZone: Europe/Berlin'] : []),
    '',
  ].join('\n');
}

export const contextYaml = ({ context }: FeedProposal): string =>
  context.length === 0
    ? ''
    : `context:\n${context.map(({ attribute, type }) => `  - { attribute: ${quoted(attribute)}, type: ${type} }\n`).join('')}`;

const quoted = (name: string): string =>
  /^[A-Za-z_][\w-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name) ? name : JSON.stringify(name);
