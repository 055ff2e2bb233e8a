import type { Issue } from '../../errors.ts';
import type { Agent, Option } from '../agent.ts';
import { checkForeignId, checkPropertyName, checkTimeZone } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { listNames, nearestName, suggestName } from './nearest-name.ts';

/** Key of `delivery.ids` for an agent without a template dimension. */
const DEFAULT_ID = 'default';
const CONNECTION = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;

/** How decisions leave, and that the template gets all it expects. */
export function checkDelivery(agent: Agent): Issue[] {
  return [
    ...checkConnection(agent),
    ...checkIds(agent),
    ...checkPlaceholders(agent),
    ...checkReadBack(agent),
    ...checkFallbackZone(agent),
  ];
}

/** The same as the agent's zone, by default or stated: then that is where a wrong one is reported. */
function checkFallbackZone({ delivery, timeZone }: Agent): Issue[] {
  const { fallbackTimeZone } = delivery;
  return fallbackTimeZone === timeZone ? [] : checkTimeZone(fallbackTimeZone, ['delivery', 'fallbackTimeZone']);
}

const goesThroughBraze = ({ delivery }: Agent): boolean => delivery.mode !== 'file' && delivery.mode !== 'api';

function checkConnection(agent: Agent): Issue[] {
  const { connection, mode } = agent.delivery;
  const path = ['delivery', 'connection'];
  if (connection === '') {
    if (!goesThroughBraze(agent)) return [];
    return [issueAt(path, `Mode ${mode} needs a connection: the name of one in the workspace file`)];
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
  if (missing.length > 0 && goesThroughBraze(agent)) {
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
