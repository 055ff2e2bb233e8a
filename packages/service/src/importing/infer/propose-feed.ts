/** From the profiles of a file's columns to a feed of fitly.yaml: a proposal with a reason for every guess. Pure; shows no value. */
import type { ContextAttribute } from '@fitly/core/design';
import { shownColumn } from '../../privacy/value-guard.ts';
import { doubtSnapshot } from '../kind-doubt.ts';
import type { Sample } from '../sample.ts';
import { type ColumnProfile, profileColumns } from './column-profile.ts';
import { type ColumnRoles, type Guess, guessRoles, repetitionOf } from './column-roles.ts';

export type FeedFormat = 'csv' | 'jsonl' | 'parquet';

/** What the agents of a workspace ask for. */
export interface AgentWants {
  readonly agent: string;
  readonly event: string;
  readonly fields: readonly string[];
  readonly attributes: readonly string[];
}

export interface ProposedColumn extends Omit<ColumnProfile, 'values'> {
  /** What it is to the feed; null: left out. */
  readonly role: 'customer' | 'event' | 'at' | 'createdAt' | 'asOf' | 'id' | 'amount' | 'field' | 'attribute' | null;
  readonly reason: string;
  /** Agents that ask for it by this name. */
  readonly serves: readonly string[];
}

export interface FeedProposal {
  readonly format: FeedFormat;
  readonly kind: 'events' | 'snapshot';
  /** Why this kind. */
  readonly because: string;
  readonly columns: readonly ProposedColumn[];
  /** Attributes that an agent could take from a snapshot. */
  readonly context: readonly { readonly attribute: string; readonly type: ContextAttribute['type'] }[];
  /** Events of the file that agents count, by the agents' own words. */
  readonly counted: readonly { readonly agent: string; readonly event: string }[];
  /** What a person has to add or look at. */
  readonly open: readonly string[];
}

export function proposeFeed(format: FeedFormat, sample: Sample, agents: readonly AgentWants[]): FeedProposal {
  const profiles = profileColumns(sample.columns, sample.rows);
  const roles = guessRoles(profiles);
  const { kind, because } = guessKind(sample, profiles, roles);
  const columns = profiles.map((profile) => propose(profile, kind, roles, sample.rows.length, agents));
  return {
    format,
    kind,
    because,
    columns,
    context: columns.flatMap((column) =>
      column.role === 'attribute' ? [{ attribute: column.name, type: attributeType(column) }] : [],
    ),
    counted: kind === 'snapshot' || roles.event === null ? [] : countedBy(agents, sample, roles.event.column),
    open: openQuestions(sample, profiles, roles, kind),
  };
}

const SNAPSHOT = 'snapshot' as const;
const EVENTS = 'events' as const;

function guessKind(
  { rows }: Sample,
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
): Pick<FeedProposal, 'kind' | 'because'> {
  if (roles.customer === null) return { kind: SNAPSHOT, because: 'no column looks like the id of a customer' };
  const found = repetitionOf(rows, roles.customer.column, roles.at?.column ?? null);
  const again = found.rows - found.customers;
  const timeColumns = roles.at === null ? [] : [shownColumn(roles.at.column)];
  const doubt = doubtSnapshot({ rows: found.rows, repeatsAtOtherTime: found.atOtherTimes, timeColumns });
  if (doubt !== null) return { kind: EVENTS, because: doubt.seen };
  const at = profiles.find(({ name }) => name === roles.at?.column);
  if (roles.event !== null && at !== undefined && at.distinct > 1) {
    return { kind: EVENTS, because: `${shownColumn(roles.event.column)} names an event, and the times differ` };
  }
  return {
    kind: SNAPSHOT,
    because:
      again === 0
        ? `one row for each of ${found.customers} customers`
        : `${again} of ${found.rows} rows repeat a customer, and hardly any at another time`,
  };
}

function propose(
  profile: ColumnProfile,
  kind: FeedProposal['kind'],
  roles: ColumnRoles,
  rowCount: number,
  agents: readonly AgentWants[],
): ProposedColumn {
  const { values: _, ...seen } = profile;
  const shown = { ...seen, name: shownColumn(profile.name) };
  const role =
    roleOf(profile.name, kind, roles) ?? outcomeOf(profile.name, kind, agents) ?? ownRole(profile, kind, rowCount);
  const isServed = role.role === 'attribute' || role.role === 'field';
  return { ...shown, ...role, serves: isServed ? servedBy(agents, profile.name, role.role === 'field') : [] };
}

type Role = Pick<ProposedColumn, 'role' | 'reason'>;

function roleOf(name: string, kind: FeedProposal['kind'], roles: ColumnRoles): Role | null {
  const as = (role: ProposedColumn['role'], guess: Guess | null): Role | null =>
    guess?.column === name ? { role, reason: guess.reason } : null;
  const customer = as('customer', roles.customer);
  if (customer !== null) return customer;
  if (kind === SNAPSHOT) {
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
function outcomeOf(name: string, kind: FeedProposal['kind'], agents: readonly AgentWants[]): Role | null {
  if (kind !== SNAPSHOT) return null;
  const counting = agents.find(({ event }) => event === name);
  if (counting !== undefined)
    return { role: null, reason: `named like the event that ${counting.agent} counts: an outcome` };
  return OUTCOME.test(name) ? { role: null, reason: 'named like an outcome: import it as an event' } : null;
}

const MOST_CATEGORIES = 200;
const CODES_SHARE = 0.5;

/** An attribute, a field, or why neither. */
function ownRole(profile: ColumnProfile, kind: FeedProposal['kind'], rowCount: number): Role {
  const { type, distinct, values, personalValues, personalName } = profile;
  const leave = (reason: string): Role => ({ role: null, reason });
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
  return kind === SNAPSHOT
    ? { role: 'attribute', reason: `as a ${attributeType(profile)}` }
    : { role: 'field', reason: 'may be read by success.value, once success.fields declares it' };
}

/** What every value of the column can be read as. */
function attributeType({ type, isFlag }: Pick<ColumnProfile, 'type' | 'isFlag'>): ContextAttribute['type'] {
  if (isFlag) return 'boolean';
  return type === 'text' || type === 'boolean' ? 'category' : 'number';
}

const servedBy = (agents: readonly AgentWants[], name: string, isField: boolean): string[] =>
  agents.flatMap(({ agent, fields, attributes }) => ((isField ? fields : attributes).includes(name) ? [agent] : []));

/** Only names that an agent already has are said: others are values of the file. */
function countedBy(agents: readonly AgentWants[], { rows }: Sample, column: string): FeedProposal['counted'] {
  const names = new Set(rows.map((cells) => cells[column]));
  return agents.flatMap(({ agent, event }) => (names.has(event) ? [{ agent, event }] : []));
}

const HEADER_SHARE = 0.4;

function openQuestions(
  { columns, bad }: Sample,
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
  kind: FeedProposal['kind'],
): string[] {
  const valueLike = columns.filter((name) => shownColumn(name) !== name || /^[\d.,:\-/ ]+$/.test(name)).length;
  const at = profiles.find(({ name }) => name === roles.at?.column);
  const isLocal = at?.type === 'local_time' || at?.type === 'date';
  return [
    ...(valueLike > columns.length * HEADER_SHARE
      ? ['The first line looks like values: a CSV file needs a header line.']
      : []),
    ...(roles.customer === null ? ['Say which column is the id by which Braze knows the customer.'] : []),
    ...(kind === EVENTS && roles.at === null ? ['Say which column holds when it happened.'] : []),
    ...(kind === EVENTS && roles.event === null ? ['Say how the event is called: event: { is: NAME }.'] : []),
    ...(kind === EVENTS && roles.id === null
      ? ['No id of the event: equal rows then count as two events, and a corrected row as another one.']
      : []),
    ...(kind === EVENTS && roles.amount !== null
      ? ['Say the currency of the amount, and the unit if it is in cents.']
      : []),
    ...(kind === EVENTS && isLocal ? ['The times have no zone: say which with timeZone.'] : []),
    ...(kind === SNAPSHOT && roles.at === null
      ? ['No column holds the day: it is the day of arrival, or asOf: { fileName: true }.']
      : []),
    ...(bad === 0 ? [] : [`${bad} line(s) of the sample could not be read.`]),
  ];
}
