/**
 * What Fitly writes to profiles in Braze: on change only, since every attribute that is written counts as a data point. Group
 * membership lets campaigns of others include business as usual and leave everybody else alone; chosen options are there for
 * templates and segments to read.
 */
import { chosenOptions, type StoredDecisions, textColumn } from '../data/decision-table.ts';
import type { Agent } from '../design/agent.ts';
import type { AgentName, CustomerKey, Group } from '../terms.ts';
import { fateOf } from './fate-of.ts';

/** Attribute → value, as it is or is to be on a profile. */
export type ProfileValues = Readonly<Record<string, string>>;

export interface ProfileWrite {
  readonly customerKey: CustomerKey;
  /** Never empty. */
  readonly values: ProfileValues;
}

const groupAttribute = (agent: AgentName): string => `fitly_${agent}_group`;
const optionAttribute = (agent: AgentName, dimensionId: string): string => `fitly_${agent}_${dimensionId}`;

export interface WrittenAttribute {
  readonly attribute: string;
  /** `once`: for each customer, when they are enrolled. `on_change`: with each decision that chooses another option. */
  readonly when: 'once' | 'on_change';
}

/** The attributes that an agent writes: what they cost, and whose permission they need. Empty = it writes nothing. */
export const writtenAttributes = ({
  name,
  delivery,
  dimensions,
}: Pick<Agent, 'name' | 'delivery' | 'dimensions'>): WrittenAttribute[] => [
  ...(delivery.mirrorGroups ? [{ attribute: groupAttribute(name), when: 'once' as const }] : []),
  ...(delivery.mirrorOptions
    ? dimensions.map(({ id }) => ({ attribute: optionAttribute(name, id), when: 'on_change' as const }))
    : []),
];

export interface ProfileFacts {
  readonly agent: Agent;
  /** Everyone enrolled so far: two lists of equal length. */
  readonly enrolled: { readonly customerKeys: readonly CustomerKey[]; readonly groups: readonly Group[] };
  /** Today's; only those that are to be sent count. */
  readonly decisions: StoredDecisions;
  /** What was written before, as far as it is known to have arrived. */
  readonly known: ReadonlyMap<CustomerKey, ProfileValues>;
}

/** What is to be written now, ordered by customer key; empty when nothing has changed. */
export function profileWrites(facts: ProfileFacts): ProfileWrite[] {
  const writes = [...wantedValues(facts)].flatMap(([customerKey, wanted]) => {
    const values = changed(wanted, facts.known.get(customerKey) ?? {});
    return Object.keys(values).length === 0 ? [] : [{ customerKey, values }];
  });
  return writes.sort((a, b) => (a.customerKey < b.customerKey ? -1 : 1));
}

function wantedValues({ agent, enrolled, decisions }: ProfileFacts): Map<CustomerKey, ProfileValues> {
  const { mirrorGroups, mirrorOptions } = agent.delivery;
  const name = groupAttribute(agent.name);
  const wanted = new Map<CustomerKey, ProfileValues>(
    mirrorGroups ? enrolled.customerKeys.map((key, row) => [key, { [name]: enrolled.groups[row]! }]) : [],
  );
  if (!mirrorOptions) return wanted;
  const fate = fateOf(decisions);
  for (const [row, key] of textColumn(decisions, 'customer_key').entries()) {
    if (fate(row) !== 'sent') continue;
    const options = optionValues(agent, chosenOptions(decisions, row));
    wanted.set(key as CustomerKey, { ...wanted.get(key as CustomerKey), ...options });
  }
  return wanted;
}

const optionValues = ({ name }: Agent, options: Readonly<Record<string, string>>): ProfileValues =>
  Object.fromEntries(Object.entries(options).map(([id, option]) => [optionAttribute(name, id), option]));

const changed = (wanted: ProfileValues, known: ProfileValues): ProfileValues =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => known[name] !== value));

/**
 * Why nothing is sent to a customer whose write is not known to have arrived: others could send to somebody whose group they
 * cannot see, or a template could show an option that was not chosen.
 */
export type WithheldReason = 'group_not_written' | 'options_not_written';

export const withheldReason = (agent: AgentName, { values }: ProfileWrite): WithheldReason =>
  Object.hasOwn(values, groupAttribute(agent)) ? 'group_not_written' : 'options_not_written';
