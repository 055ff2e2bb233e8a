/**
 * What Fitly writes to profiles in Braze: on change only, since every attribute that is written counts as a data point. Group
 * membership lets campaigns of others include business as usual and leave everybody else alone.
 */
import type { Agent } from '../design/agent.ts';
import type { AgentName, CustomerKey, Group } from '../terms.ts';

/** Attribute → value, as it is or is to be on a profile. */
export type ProfileValues = Readonly<Record<string, string>>;

export interface ProfileWrite {
  readonly customerKey: CustomerKey;
  /** Never empty. */
  readonly values: ProfileValues;
}

export const groupAttribute = (agent: AgentName): string => `fitly_${agent}_group`;

export interface WrittenAttribute {
  readonly attribute: string;
  /** `once`: for each customer, when they are enrolled. */
  readonly when: 'once';
}

/** The attributes that an agent writes: what they cost, and whose permission they need. Empty = it writes nothing. */
export const writtenAttributes = ({ name, delivery }: Pick<Agent, 'name' | 'delivery'>): WrittenAttribute[] =>
  delivery.mirrorGroups ? [{ attribute: groupAttribute(name), when: 'once' }] : [];

export interface ProfileFacts {
  readonly agent: Agent;
  /** Everyone enrolled so far: two lists of equal length. */
  readonly enrolled: { readonly customerKeys: readonly CustomerKey[]; readonly groups: readonly Group[] };
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

function wantedValues({ agent, enrolled }: ProfileFacts): Map<CustomerKey, ProfileValues> {
  if (!agent.delivery.mirrorGroups) return new Map();
  const name = groupAttribute(agent.name);
  return new Map(enrolled.customerKeys.map((key, row) => [key, { [name]: enrolled.groups[row]! }]));
}

const changed = (wanted: ProfileValues, known: ProfileValues): ProfileValues =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => known[name] !== value));

/**
 * Why nothing is sent to a customer whose write is not known to have arrived: others could send to somebody whose group they
 * cannot see.
 */
export type WithheldReason = 'group_not_written';

export const withheldReason = (): WithheldReason => 'group_not_written';
