/** What a column is to the feed: one of its roles, an attribute, a field, or nothing, each with the reason. Pure. */
import type { ContextAttribute } from '@fitly/core/design';
import { shownColumn } from '../../privacy/value-guard.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { ColumnRoles, Guess } from './column-roles.ts';

type PartRole = 'customer' | 'event' | 'at' | 'createdAt' | 'asOf' | 'id' | 'amount' | 'field' | 'attribute';
export type FeedKind = 'events' | 'snapshot';

export interface Part {
  /** Null: left out. */
  readonly role: PartRole | null;
  readonly reason: string;
}

interface Counting {
  readonly agent: string;
  readonly event: string;
}

export interface FileGuess {
  readonly kind: FeedKind;
  readonly roles: ColumnRoles;
  readonly rowCount: number;
  readonly agents: readonly Counting[];
}

export const partOf = (profile: ColumnProfile, { kind, roles, rowCount, agents }: FileGuess): Part =>
  roleOf(profile.name, kind, roles) ?? outcomeOf(profile.name, kind, agents) ?? ownPart(profile, kind, rowCount);

function roleOf(name: string, kind: FeedKind, roles: ColumnRoles): Part | null {
  const as = (role: Part['role'], guess: Guess | null): Part | null =>
    guess?.column === name ? { role, reason: guess.reason } : null;
  const customer = as('customer', roles.customer);
  if (customer !== null) return customer;
  if (kind === 'snapshot') {
    const [at, created] = [as('asOf', roles.at), as('asOf', roles.createdAt)];
    return at ?? (roles.at === null ? created : null);
  }
  return (
    as('event', roles.event) ??
    as('at', roles.at) ??
    as('createdAt', roles.createdAt) ??
    as('id', roles.id) ??
    as('amount', roles.amount)
  );
}

const OUTCOME = /^(conversion|converted|response|responded|outcome|target|label|churned)$/i;

/** What happened afterwards is no attribute: a decision may know only what came before it. */
function outcomeOf(name: string, kind: FeedKind, agents: readonly Counting[]): Part | null {
  if (kind !== 'snapshot') return null;
  const counting = agents.find(({ event }) => event === name);
  if (counting !== undefined)
    return { role: null, reason: `named like the event that ${counting.agent} counts: an outcome` };
  return OUTCOME.test(name) ? { role: null, reason: 'named like an outcome: import it as an event' } : null;
}

const MOST_CATEGORIES = 200;
const CODES_SHARE = 0.5;

/** An attribute, a field, or why neither. */
function ownPart(profile: ColumnProfile, kind: FeedKind, rowCount: number): Part {
  const { type, distinct, values, personalValues, personalName } = profile;
  const leave = (reason: string): Part => ({ role: null, reason });
  if (shownColumn(profile.name) !== profile.name) return leave('its name looks personal');
  if (personalValues !== null) return leave(`personal: ${personalValues}`);
  if (personalName !== null) return leave(`personal by its name: ${personalName}`);
  if (type === 'empty') return leave('no row of the sample has a value');
  if (type === 'nested' || type === 'mixed') return leave(`${type} values: neither number, nor boolean, nor category`);
  if (type !== 'epoch_s' && type !== 'epoch_ms' && ['date', 'instant', 'local_time'].includes(type)) {
    return leave('a time: take the days since then as a number instead');
  }
  if (type === 'text' && (distinct > MOST_CATEGORIES || (rowCount > 50 && distinct > values * CODES_SHARE))) {
    return leave(`${distinct} different texts in ${values} rows: too many for a category`);
  }
  if (distinct === 1 && values > 1) return leave('every row has the same value');
  return kind === 'snapshot'
    ? { role: 'attribute', reason: `as a ${attributeType(profile)}` }
    : { role: 'field', reason: 'may be read by success.value, once success.fields declares it' };
}

/** What every value of the column can be read as. */
export function attributeType({ type, isFlag }: Pick<ColumnProfile, 'type' | 'isFlag'>): ContextAttribute['type'] {
  if (isFlag) return 'boolean';
  return type === 'text' || type === 'boolean' ? 'category' : 'number';
}
