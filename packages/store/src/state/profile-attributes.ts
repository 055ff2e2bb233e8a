/** Which attributes an agent has written to profiles in Braze, so that each is written on change only. */
import type { AgentName, CustomerKey, Instant } from '@fitly/core/terms';
import { sql } from 'kysely';
import type { Db } from './schema.ts';

export interface WrittenProfile {
  readonly customerKey: CustomerKey;
  readonly values: Readonly<Record<string, string>>;
}

/** The last value of every attribute that Braze took from this agent; customers without one are absent. */
export async function profileAttributes(
  db: Db,
  agent: AgentName,
): Promise<ReadonlyMap<CustomerKey, Readonly<Record<string, string>>>> {
  const query = db.selectFrom('profile_attributes').select(['customer_key', 'attribute', 'value']);
  const profiles = new Map<CustomerKey, Record<string, string>>();
  for (const { customer_key, attribute, value } of await query.where('agent', '=', agent).execute()) {
    const profile = profiles.get(customer_key);
    if (profile === undefined) profiles.set(customer_key, { [attribute]: value });
    else profile[attribute] = value;
  }
  return profiles;
}

/** What was written to one customer's profile, by agent and attribute. */
export async function profileAttributesOf(
  db: Db,
  key: CustomerKey,
): Promise<readonly { agent: AgentName; attribute: string; value: string; writtenAt: Instant }[]> {
  const query = db.selectFrom('profile_attributes').selectAll().where('customer_key', '=', key);
  const rows = await query.orderBy('agent').orderBy('attribute').execute();
  return rows.map(({ agent, attribute, value, written_at }) => ({ agent, attribute, value, writtenAt: written_at }));
}

/** Keeps what Braze took; a newer value takes the place of the older one. */
export async function keepProfileAttributes(
  db: Db,
  agent: AgentName,
  written: readonly WrittenProfile[],
  at: Instant,
): Promise<void> {
  const rows = written.flatMap(({ customerKey, values }) =>
    Object.entries(values).map(([attribute, value]) => [customerKey, attribute, value]),
  );
  // "where true" tells SQLite's parser that ON CONFLICT is not a join condition.
  await sql`insert into profile_attributes (agent, customer_key, attribute, value, written_at)
    select ${agent}, value ->> 0, value ->> 1, value ->> 2, ${at} from json_each(${JSON.stringify(rows)}) where true
    on conflict (agent, customer_key, attribute) do update set value = excluded.value, written_at = excluded.written_at`.execute(
    db,
  );
}

/** Forgets attributes of which nobody knows any more which value stands in Braze: the next one is written, whatever it is. */
export async function forgetProfileAttributes(
  db: Db,
  agent: AgentName,
  doubtful: readonly WrittenProfile[],
): Promise<void> {
  const rows = doubtful.flatMap(({ customerKey, values }) => Object.keys(values).map((name) => [customerKey, name]));
  await sql`delete from profile_attributes where agent = ${agent} and (customer_key, attribute) in
    (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows)}))`.execute(db);
}
