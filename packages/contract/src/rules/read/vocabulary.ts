import { type Agent, broughtAttributes } from '@fitly/core/design';
import type { Read, ValueType } from '../expression.ts';

/** What one kind of expression may name. Held in maps: a name such as `constructor` is only there when the file says so. */
export interface Vocabulary {
  /** How messages call the expression: `A rule`. */
  readonly what: string;
  /** What stands before a dot: `customer`, `action`, `option`. */
  readonly groups: ReadonlyMap<string, NameGroup>;
  /** What stands alone: `amount` and the fields of the event. */
  readonly names: ReadonlyMap<string, ValueType>;
  /** Ids of the dimensions whose cost can be asked for; null where `cost` is not known. */
  readonly costs: readonly string[] | null;
}

export interface NameGroup {
  readonly from: Read['from'];
  /** How messages call one name of the group. */
  readonly noun: 'attribute' | 'dimension';
  readonly members: ReadonlyMap<string, Member>;
  /** Names that exist and may not be used here, with the reason: `depends on the group`. */
  readonly barred: ReadonlyMap<string, string>;
}

export interface Member {
  readonly type: ValueType;
  /** What it can be equal to, when that is a closed list: the option ids of a dimension. */
  readonly optionIds: readonly string[] | null;
}

const ATTRIBUTE_TYPES = { number: 'number', category: 'text', boolean: 'flag' } as const;
const FIELD_TYPES = { number: 'number', text: 'text', boolean: 'flag' } as const;

export const ruleVocabulary = (agent: Agent): Vocabulary => ({
  what: 'A rule',
  groups: new Map([
    ['customer', customerGroup(agent)],
    ['action', dimensionGroup(agent, 'action')],
  ]),
  names: new Map(),
  costs: null,
});

/**
 * Without history: it depends on the group (nothing is sent to a holdout), and an audience that does would not be the same
 * for all groups.
 */
export const audienceVocabulary = (agent: Agent): Vocabulary => ({
  what: 'The audience rule',
  groups: new Map([['customer', audienceGroup(agent)]]),
  names: new Map(),
  costs: null,
});

export const valueVocabulary = (agent: Agent): Vocabulary => ({
  what: 'The value',
  groups: new Map([['option', dimensionGroup(agent, 'option')]]),
  names: new Map<string, ValueType>([
    ...agent.success.fields.map(({ name, type }) => [name, FIELD_TYPES[type]] as const),
    ['amount', 'number'],
  ]),
  costs: agent.dimensions.map(({ id }) => id),
});

function customerGroup({ context }: Pick<Agent, 'context'>): NameGroup {
  const members = context.map(({ attribute, type }): [string, Member] => [
    attribute,
    { type: ATTRIBUTE_TYPES[type], optionIds: null },
  ]);
  return { from: 'customer', noun: 'attribute', members: new Map(members), barred: new Map() };
}

function audienceGroup({ context }: Agent): NameGroup {
  const barred = context.flatMap(({ attribute, history }): [string, string][] =>
    history === null ? [] : [[attribute, 'is history, which depends on the group: an audience must not']],
  );
  return { ...customerGroup({ context: broughtAttributes(context) }), barred: new Map(barred) };
}

function dimensionGroup({ dimensions }: Agent, from: 'action' | 'option'): NameGroup {
  const members = dimensions.map(({ id, options }): [string, Member] => [
    id,
    { type: 'text', optionIds: options.map((option) => option.id) },
  ]);
  return { from, noun: 'dimension', members: new Map(members), barred: new Map() };
}
