/** Mode `message`: that every message is whole, and that every value of an option is a part of it. */
import type { Issue } from '../../errors.ts';
import type { MessageContent } from '../../ports.ts';
import type { Agent } from '../agent.ts';
import { messageTarget } from '../message-target.ts';
import { issueAt, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { suggestName } from './nearest-name.ts';

interface MessageObject {
  readonly texts: readonly string[];
  readonly switches: readonly string[];
  /** Of each of these lists a message needs at least one. */
  readonly needed: readonly (readonly string[])[];
}

/** Braze docs, email object and sms object. Left out: what is a list or an object, and `bcc`, an address of a person. */
const OBJECTS: Readonly<Record<MessageContent['channel'], MessageObject>> = {
  email: {
    texts: ['app_id', 'from', 'subject', 'preheader', 'reply_to', 'email_template_id', 'body', 'plaintext_body'],
    switches: ['should_inline_css'],
    needed: [['app_id'], ['from'], ['email_template_id', 'body']],
  },
  sms: {
    texts: ['app_id', 'subscription_group_id', 'body'],
    switches: ['link_shortening_enabled'],
    needed: [['app_id'], ['subscription_group_id'], ['body']],
  },
};

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
  return [...checkTargets(agent), ...checkFields(agent, message), ...checkNeeded(agent, message)];
}

function checkTargets({ delivery }: Agent): Issue[] {
  return Object.entries(delivery.ids).flatMap(([key, id]) => {
    if (messageTarget(id) !== null) return [];
    const why = 'without a campaign and its message variation Braze keeps no figures of what is sent';
    return [issueAt(['delivery', 'ids', key], `${shown(id)} is not of the form CAMPAIGN_ID/VARIATION_ID: ${why}`)];
  });
}

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
  const { texts, switches } = OBJECTS[channel];
  return fieldsOf(agent, message).flatMap(([path, name, value]) => {
    if (switches.includes(name)) {
      return typeof value === 'boolean' ? [] : [issueAt(path, `${shown(value)} is not \`true\` or \`false\``)];
    }
    if (!texts.includes(name)) {
      const hint = suggestName(name, [...texts, ...switches]);
      return [issueAt(path, `A message of channel ${channel} has no field ${shown(name)}${hint}`)];
    }
    return checkText(path, name, value);
  });
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
function checkNeeded({ dimensions }: Agent, { channel, fields }: MessageContent): Issue[] {
  return OBJECTS[channel].needed.flatMap((names) => {
    const has = (values: object): boolean => names.some((name) => Object.hasOwn(values, name));
    const isCovered = dimensions.some(({ options }) => {
      const sending = options.filter((option) => option.state !== 'retired' && !option.noSend);
      return sending.length > 0 && sending.every((option) => has(option.values));
    });
    if (has(fields) || isCovered) return [];
    const where = 'add it to delivery.message.fields, or to the values of every option of one dimension';
    return [
      issueAt(
        ['delivery', 'message'],
        `A message of channel ${channel} needs ${names.map((name) => `\`${name}\``).join(' or ')}: ${where}`,
      ),
    ];
  });
}
