import type { Issue } from '../../errors.ts';
import type { Agent, Option } from '../agent.ts';
import { leavesThroughBraze } from '../leaves-through-braze.ts';
import { checkForeignId, checkPropertyName, checkTimeZone } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { checkMessage } from './message.ts';
import { listNames, nearestName, suggestName } from './nearest-name.ts';

/** Key of `delivery.ids` for an agent without a template dimension. */
const DEFAULT_ID = 'default';
const CONNECTION = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;

/** How decisions leave, and that the template gets all it expects. */
export function checkDelivery(agent: Agent): Issue[] {
  return [
    ...checkConnection(agent),
    ...checkIds(agent),
    ...checkMessage(agent),
    ...checkPlaceholders(agent),
    ...checkReadBack(agent),
    ...checkMirror(agent),
    ...checkActivation(agent),
    ...checkFileColumns(agent),
    ...checkFallbackZone(agent),
  ];
}

/** The same as the agent's zone, by default or stated: then that is where a wrong one is reported. */
function checkFallbackZone({ delivery, timeZone }: Agent): Issue[] {
  const { fallbackTimeZone } = delivery;
  return fallbackTimeZone === timeZone ? [] : checkTimeZone(fallbackTimeZone, ['delivery', 'fallbackTimeZone']);
}

function checkConnection(agent: Agent): Issue[] {
  const { connection, mode } = agent.delivery;
  const path = ['delivery', 'connection'];
  if (connection === '') {
    const why = leavesThroughBraze(agent) ? '' : ', from which its audience comes';
    return [issueAt(path, `Mode ${mode} needs a connection: the name of one in the workspace file${why}`)];
  }
  if (CONNECTION.test(connection)) return [];
  return [
    issueAt(path, `${shown(connection)} is not the name of a connection: lower-case letters, digits, \`_\` and \`-\``),
  ];
}

function checkIds(agent: Agent): Issue[] {
  const { ids, mode } = agent.delivery;
  const template = agent.dimensions.find((dimension) => dimension.kind === 'template');
  const sending = template?.options.filter((option) => !option.noSend) ?? [];
  const allowed = template === undefined ? [DEFAULT_ID] : sending.map((option) => option.id);
  const needed = template === undefined ? allowed : notRetired(sending).map((option) => option.id);
  const given = Object.keys(ids);
  const issues = given.flatMap((key) => checkForeignId(ids[key]!, 'The id', ['delivery', 'ids', key]));
  const unknown = given.filter((key) => !allowed.includes(key));
  for (const key of unknown) {
    const what = template === undefined ? 'there is no template dimension' : `${shown(template.id)} has no such option`;
    issues.push(issueAt(['delivery', 'ids', key], `Id for ${shown(key)}, but ${what}${suggestName(key, allowed)}`));
  }
  const misspelt = new Set(unknown.map((key) => nearestName(key, allowed)));
  const missing = needed.filter((id) => !Object.hasOwn(ids, id) && !misspelt.has(id));
  if (missing.length > 0 && leavesThroughBraze(agent)) {
    const noun = mode === 'message' ? 'message variation' : mode;
    issues.push(issueAt(['delivery', 'ids'], `The Braze ${noun} id is missing for ${listNames(missing)}`));
  }
  return issues;
}

const notRetired = (options: readonly Option[]): Option[] => options.filter((option) => option.state !== 'retired');

/** A placeholder is covered when one dimension passes it with each of its options; empty `placeholders` = not stated. */
function checkPlaceholders({ delivery, dimensions }: Agent): Issue[] {
  const { placeholders } = delivery;
  const path = ['delivery', 'placeholders'];
  if (placeholders.length === 0) return [];
  if (delivery.mode === 'message') {
    return [issueAt(path, 'Mode message passes no properties: what varies are fields of the message; leave it out')];
  }
  const issues = [
    ...placeholders.flatMap((name, index) => checkPropertyName(name, [...path, index])),
    ...repeatedNames(placeholders, 'Placeholder', (index) => [...path, index]),
  ];
  const passed = new Set<string>();
  dimensions.forEach((dimension, index) => {
    dimension.options.forEach((option, position) => {
      for (const key of Object.keys(option.values)) {
        passed.add(key);
        if (placeholders.includes(key)) continue;
        const where = ['dimensions', index, 'options', position, 'values', key];
        issues.push(issueAt(where, `No placeholder expects ${shown(key)}${suggestName(key, placeholders)}`));
      }
    });
  });
  placeholders.forEach((name, index) => {
    if (!passed.has(name)) {
      const hint = passed.size === 0 ? '' : suggestName(name, [...passed]);
      issues.push(issueAt([...path, index], `No option passes a value for placeholder ${shown(name)}${hint}`));
      return;
    }
    for (const dimension of dimensions) {
      const sending = notRetired(dimension.options).filter((option) => !option.noSend);
      const without = sending.filter((option) => !Object.hasOwn(option.values, name)).map((option) => option.id);
      if (without.length === 0 || without.length === sending.length) continue;
      const message = `Placeholder ${shown(name)} gets no value from ${listNames(without)} of dimension ${shown(dimension.id)}`;
      issues.push(issueAt([...path, index], message));
    }
  });
  return issues;
}

/** Only a campaign or canvas can be asked afterwards whether one recipient was accepted. */
function checkReadBack({ delivery }: Agent): Issue[] {
  const { mode, readBack } = delivery;
  if (readBack === null || mode === 'campaign' || mode === 'canvas') return [];
  const why =
    mode === 'message'
      ? 'that endpoint carries no per-recipient attributes, so a doubtful send stays in doubt'
      : 'nothing is sent through Braze';
  return [issueAt(['delivery', 'readBack'], `readBack is not possible with mode ${mode}: ${why}; leave it out`)];
}

/** What is written to profiles serves other messages of the same Braze. */
function checkMirror(agent: Agent): Issue[] {
  const { mode, mirrorOptions } = agent.delivery;
  const stated = (['mirrorGroups', 'mirrorOptions'] as const).filter((field) => agent.delivery[field]);
  if (!leavesThroughBraze(agent)) {
    const why = `is not possible with mode ${mode}: nothing is sent through Braze; leave it out`;
    return stated.map((field) => issueAt(['delivery', field], `${field} ${why}`));
  }
  const group = agent.dimensions.findIndex((dimension) => dimension.id === 'group');
  if (!mirrorOptions || group === -1) return [];
  const why = 'mirrorOptions would write it over the attribute in which the group of the customer stands';
  return [issueAt(['dimensions', group, 'id'], `${shown('group')} is taken: ${why}; choose another id`)];
}

/** Nobody tells whether a row of a file or an answer was acted on, so the agent file must say how it is known. */
const HOW_IT_IS_KNOWN = {
  file: '`import` (a decision trains once an import of activations names it) or `assumed` (every written recommendation counts as acted on)',
  api: '`import` (a decision trains once it was activated) or `assumed` (every answer counts as acted on)',
};

function checkActivation({ delivery }: Agent): Issue[] {
  const { mode, activation } = delivery;
  const path = ['delivery', 'activation'];
  if (!leavesThroughBraze({ delivery })) {
    return activation === null
      ? [issueAt(path, `Mode ${mode} needs \`activation\`: ${HOW_IT_IS_KNOWN[mode === 'api' ? 'api' : 'file']}`)]
      : [];
  }
  if (activation === null) return [];
  return [
    issueAt(
      path,
      `activation is for the modes file and api: with mode ${mode} the answer says what was sent; leave it out`,
    ),
  ];
}

/** Columns that every recommendation file has; the others are named by the agent file. */
const FILE_COLUMNS = ['external_id', 'decision_id', 'day', 'send_at'];

/** Each dimension and each value is a column of the file: no two of a name, also for readers that ignore case. */
function checkFileColumns({ delivery, dimensions }: Agent): Issue[] {
  if (delivery.mode !== 'file') return [];
  const issues: Issue[] = [];
  const spelt = new Map<string, string>();
  dimensions.forEach((dimension, index) => {
    if (FILE_COLUMNS.includes(dimension.id) || dimension.id.startsWith('value_')) {
      const message = `${shown(dimension.id)} names a column of its own in every recommendation file; choose another id`;
      issues.push(issueAt(['dimensions', index, 'id'], message));
    }
    dimension.options.forEach((option, position) => {
      for (const name of Object.keys(option.values)) {
        const known = spelt.get(name.toLowerCase()) ?? name;
        spelt.set(name.toLowerCase(), known);
        if (known === name) continue;
        const path = ['dimensions', index, 'options', position, 'values', name];
        issues.push(issueAt(path, `${shown(name)} and ${shown(known)} would be one column of the recommendation file`));
      }
    });
  });
  return issues;
}
