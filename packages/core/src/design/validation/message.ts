/** Mode `message`: that every message is whole, and that every value of an option is a part of it. */
import type { Issue } from '../../errors.ts';
import type { MessageContent, MessageObject } from '../../ports.ts';
import type { Agent, Dimension } from '../agent.ts';
import { LARGEST_OBJECT_BYTES, MESSAGE_CHANNELS } from '../message-channels.ts';
import { messageTarget, targetForm } from '../message-target.ts';
import { issueAt, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { suggestName } from './nearest-name.ts';

/** Every batch keeps its content in the ledger: a longer body belongs into an e-mail template of Braze. */
const LONGEST_TEXT = 10_000;
const SENDER = /^[^<>]*<[^@\s<>]+@[^@\s<>]+>$/;

export function checkMessage(agent: Agent): Issue[] {
  const { mode, message } = agent.delivery;
  const path = ['delivery', 'message'];
  if (mode !== 'message') {
    return message === null ? [] : [issueAt(path, `message is for mode message only, not for ${mode}; leave it out`)];
  }
  if (message === null) {
    return [issueAt(path, 'Mode message needs `message`: its channel, and the fields that all messages share')];
  }
  return [
    ...checkTargets(agent, message),
    ...checkFields(agent, message),
    ...checkNeeded(agent, message),
    ...checkSize(agent, message),
  ];
}

function checkTargets({ delivery }: Agent, { channel }: MessageContent): Issue[] {
  return Object.entries(delivery.ids).flatMap(([key, id]) => {
    if (messageTarget(id, channel) !== null) return [];
    const why = 'without a campaign and its message variation Braze keeps no figures of what is sent';
    return [issueAt(['delivery', 'ids', key], `${shown(id)} is not of the form ${targetForm(channel)}: ${why}`)];
  });
}

/** The objects of Braze that the targets name. */
const objectsOf = ({ delivery }: Agent, { channel }: MessageContent): ReadonlySet<MessageObject> =>
  new Set(
    Object.values(delivery.ids).flatMap(
      (id) => Object.keys(messageTarget(id, channel)?.variations ?? {}) as MessageObject[],
    ),
  );

type FieldAt = readonly [path: PathSegments, name: string, value: string | number | boolean];

/** Shared fields, and the values of all options: whatever is chosen becomes a field of the message. */
function fieldsOf({ dimensions }: Agent, { fields }: MessageContent): FieldAt[] {
  const shared = Object.entries(fields).map(
    ([name, value]): FieldAt => [['delivery', 'message', 'fields', name], name, value],
  );
  const chosen = dimensions.flatMap(({ options }, index) =>
    options.flatMap(({ values }, position) =>
      Object.entries(values).map(
        ([name, value]): FieldAt => [['dimensions', index, 'options', position, 'values', name], name, value],
      ),
    ),
  );
  return [...shared, ...chosen];
}

function checkFields(agent: Agent, message: MessageContent): Issue[] {
  const { channel } = message;
  const { texts, switches, extraPrefix } = MESSAGE_CHANNELS[channel];
  return fieldsOf(agent, message).flatMap(([path, name, value]) => {
    if (switches.includes(name)) {
      return typeof value === 'boolean' ? [] : [issueAt(path, `${shown(value)} is not \`true\` or \`false\``)];
    }
    if (extraPrefix !== null && name.startsWith(extraPrefix)) return checkExtra(path, name, extraPrefix);
    if (!texts.includes(name)) {
      const hint = suggestName(name, [...texts, ...switches]);
      return [issueAt(path, `A message of channel ${channel} has no field ${shown(name)}${hint}`)];
    }
    return checkText(path, name, value);
  });
}

/** Braze refuses a push with these keys in `extra`. */
const TAKEN_EXTRAS = ['ab', 'aps', ''];

function checkExtra(path: PathSegments, name: string, prefix: string): Issue[] {
  const key = name.slice(prefix.length);
  if (!TAKEN_EXTRAS.includes(key)) return [];
  return [
    issueAt(
      path,
      `${shown(name)} is not possible: ${key === '' ? 'the key has no name' : `Braze takes the key "${key}" for itself`}`,
    ),
  ];
}

function checkText(path: PathSegments, name: string, value: string | number | boolean): Issue[] {
  if (typeof value !== 'string' || value.trim() === '') {
    return [issueAt(path, `${shown(value)} is not a text; write it in quotes`)];
  }
  if (value.length > LONGEST_TEXT) {
    const instead = 'keep it in an e-mail template of Braze and name that by email_template_id';
    return [issueAt(path, `The text has ${value.length} characters, more than ${LONGEST_TEXT}: ${instead}`)];
  }
  if (name !== 'from' || SENDER.test(value)) return [];
  return [issueAt(path, `${shown(value)} is not a sender; write it as "Name <address@example.com>"`)];
}

/** Covered when it is shared, or when one dimension passes one of the alternatives with each of its options. */
function checkNeeded(agent: Agent, message: MessageContent): Issue[] {
  const { channel, fields } = message;
  const { needed, neededBy } = MESSAGE_CHANNELS[channel];
  const besides = [...objectsOf(agent, message)].flatMap((object) => {
    const name = neededBy[object];
    return name === undefined ? [] : [{ names: [name], of: `, which goes out as ${object},` }];
  });
  return [...needed.map((names) => ({ names, of: '' })), ...besides].flatMap(({ names, of }) => {
    const has = (values: object): boolean => names.some((name) => Object.hasOwn(values, name));
    const isCovered = agent.dimensions.some((dimension) => {
      const sending = sendingOptions(dimension);
      return sending.length > 0 && sending.every((option) => has(option.values));
    });
    if (has(fields) || isCovered) return [];
    const where = 'add it to delivery.message.fields, or to the values of every option of one dimension';
    const wanted = names.map((name) => `\`${name}\``).join(' or ');
    return [issueAt(['delivery', 'message'], `A message of channel ${channel}${of} needs ${wanted}: ${where}`)];
  });
}

const sendingOptions = ({ options }: Dimension) =>
  options.filter((option) => option.state !== 'retired' && !option.noSend);

/** Room for the variation's id and the names of the fields that an object adds. */
const OBJECT_FRAME_BYTES = 100;

/** The largest message that any choice makes, before Liquid is filled in. */
function checkSize(agent: Agent, { channel, fields }: MessageContent): Issue[] {
  const largest = agent.dimensions.map((dimension) =>
    sendingOptions(dimension)
      .map(({ values }) => values)
      .reduce((most, values) => (bytesOf(values) > bytesOf(most) ? values : most), {}),
  );
  const bytes = bytesOf(Object.assign({}, fields, ...largest)) + OBJECT_FRAME_BYTES;
  return [...objectsOf(agent, { channel, fields })].flatMap((object) => {
    const limit = LARGEST_OBJECT_BYTES[object];
    if (limit === undefined || bytes <= limit) return [];
    const message = `The longest choice makes a message of ${bytes} bytes, more than the ${limit} of ${object}: shorten its texts or extras`;
    return [issueAt(['delivery', 'message'], message)];
  });
}

const bytesOf = (fields: object): number => new TextEncoder().encode(JSON.stringify(fields)).length;
