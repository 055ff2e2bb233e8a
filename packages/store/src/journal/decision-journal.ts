/**
 * Decisions that were asked for and that no run has taken yet: a database of its own, so that answering waits for no run. What
 * `append` has returned from is on the device, and of several processes that decide for one customer at once the first one's
 * decision is everybody's. Rows are hashed and allow-listed before they come here.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DecisionRow } from '@fitly/core/data';
import type { AgentName, CustomerKey, Day, DecisionId, Group, Instant } from '@fitly/core/terms';
import { checkShape } from '../state/check-file.ts';
import { atOnce } from '../state/own-database.ts';
import { emptyLog, journalFile, readChecked, statements, withCheck } from './journal-file.ts';

export interface RequestedDecision {
  readonly customerKey: CustomerKey;
  readonly decisionId: DecisionId;
  readonly decidedAt: Instant;
  /** The row of the decision log; a missing number is null. */
  readonly row: DecisionRow;
  /** What caps were told of the customer, as the due set has it; null: nothing. */
  readonly recentSends: string | null;
  /** Why actions were refused, where none was left; else empty. */
  readonly because: readonly string[];
}

/** A customer whom an agent had not enrolled when they were asked for. */
export interface RequestedEnrolment {
  readonly customerKey: CustomerKey;
  readonly group: Group;
  readonly epoch: number;
  readonly enrolledDay: Day;
}

/** A customer whom the workspace had not seen. */
export interface RequestedCustomer {
  readonly customerKey: CustomerKey;
  /** From `seal`, as base64. */
  readonly sealed: string;
  readonly firstSeenAt: Instant;
  readonly workspaceHoldout: boolean;
}

export interface RequestedActivation {
  readonly decisionId: DecisionId;
  readonly day: Day;
  readonly activatedAt: Instant;
}

export interface DecisionCall {
  readonly agent: AgentName;
  readonly day: Day;
  readonly decisions: readonly RequestedDecision[];
  readonly enrolments: readonly RequestedEnrolment[];
  readonly customers: readonly RequestedCustomer[];
}

/**
 * `kept`: everything is on the device, or was there before; `earlier` has the decisions that others made first, by customer.
 * `overtaken`: nothing was kept, since the day is closed or somebody was enrolled into another group meanwhile: look again.
 */
export type Appended =
  | { readonly kind: 'kept'; readonly earlier: ReadonlyMap<CustomerKey, RequestedDecision> }
  | { readonly kind: 'overtaken' };

export interface DecisionJournal {
  append(call: DecisionCall): Appended;
  find(agent: AgentName, day: Day, keys: readonly CustomerKey[]): ReadonlyMap<CustomerKey, RequestedDecision>;
  /** Those of the customers who wait to be enrolled. */
  enrolled(agent: AgentName, keys: readonly CustomerKey[]): ReadonlyMap<CustomerKey, RequestedEnrolment>;
  /** Those of the customers who wait to be known. */
  customers(keys: readonly CustomerKey[]): ReadonlyMap<CustomerKey, RequestedCustomer>;
  /** From now on nothing is added to this day of the agent, nor to an earlier one. */
  closeDay(agent: AgentName, day: Day): void;
  /** All decisions of a day that are not settled, by customer key. */
  decisionsOf(agent: AgentName, day: Day): readonly RequestedDecision[];
  /** Days of an agent with decisions that are not settled, oldest first. */
  openDays(agent: AgentName): readonly Day[];
  /** Keeps of the decisions of a day, which are in the lake now, what an activation must know; drops what is older than `keepFrom`. */
  settle(agent: AgentName, day: Day, keepFrom: Day): void;
  waitingEnrolments(agent: AgentName): readonly RequestedEnrolment[];
  waitingCustomers(): readonly RequestedCustomer[];
  /** Removes what is in the state now. */
  dropEnrolled(agent: AgentName, keys: readonly CustomerKey[]): void;
  dropCustomers(keys: readonly CustomerKey[]): void;
  /** By decision: `unknown` where this agent has lately made none of that id; `repeated` where it was activated before. */
  activate(
    agent: AgentName,
    given: readonly { readonly decisionId: DecisionId; readonly at: Instant }[],
  ): readonly ('activated' | 'repeated' | 'unknown')[];
  /** Activations that no run has taken. */
  activations(agent: AgentName): readonly RequestedActivation[];
  settleActivations(agent: AgentName, taken: readonly RequestedActivation[]): void;
  /** How often a run has removed here what it had put into the database: two copies between which it grows do not belong together. */
  takes(): number;
  /** Everything of one customer that waits. */
  ofCustomer(key: CustomerKey): readonly { readonly agent: AgentName; readonly day: Day; readonly row: DecisionRow }[];
  customerKeys(): ReadonlySet<CustomerKey>;
  /** Removes everything of a customer. */
  erase(key: CustomerKey): void;
  /** Reads every page and every entry. Throws `database_damaged` for a page or an entry that is not what was written. */
  check(): void;
  /** As of the journal of events. */
  scrub(): void;
  close(): void;
}

export const DECISIONS_FILE = 'decisions.db';
const SCHEMA = `
  create table if not exists decisions (
    agent text not null,
    day text not null,
    customer_key text not null,
    decision_id text not null unique,
    entry text,
    primary key (agent, day, customer_key)
  );
  create table if not exists enrolments (
    agent text not null,
    customer_key text not null,
    entry text not null,
    primary key (agent, customer_key)
  );
  create table if not exists customers (customer_key text primary key, entry text not null);
  create table if not exists activations (
    decision_id text primary key,
    agent text not null,
    day text not null,
    customer_key text not null,
    activated_at integer not null,
    taken integer not null default 0
  );
  create table if not exists closed (agent text primary key, day text not null);
  create table if not exists takes (id integer primary key check (id = 1), number integer not null);
  create index if not exists decisions_by_customer on decisions (customer_key);
  create index if not exists activations_by_customer on activations (customer_key)`;

/** Rows of one transaction of a run, so that whoever answers beside it does not wait. */
const PORTION = 2_000;

/** Opens on the first use; a folder gets the file with the first decision that is asked for. */
export function decisionJournal(folder: string): DecisionJournal {
  const { file, use, ifThere, close } = journalFile(join(folder, DECISIONS_FILE), SCHEMA);
  const prepared = statements();
  const all = (db: DatabaseSync, sql: string, ...cells: (string | number)[]) => prepared(db, sql).all(...cells);
  const change = (db: DatabaseSync, sql: string, ...cells: (string | number)[]): number =>
    Number(prepared(db, sql).run(...cells).changes);
  const entryOf = <T>(place: string, entry: unknown): T => JSON.parse(readChecked(file, place, entry)) as T;
  const decisionOf = (agent: AgentName, day: Day, entry: unknown): RequestedDecision =>
    entryOf(placeOf(agent, day), entry);
  const inPortions = (sql: string, ...cells: (string | number)[]): void =>
    ifThere(undefined, (db) => {
      while (change(db, sql, ...cells, PORTION) === PORTION);
    });
  const countTake = (db: DatabaseSync): void => {
    const sql = 'insert into takes (id, number) values (1, 1) on conflict (id) do update set number = number + 1';
    change(db, sql);
  };
  const drop = (sql: string, rows: readonly (readonly string[])[]): void =>
    ifThere(undefined, (db) => {
      if (rows.length > 0) countTake(db);
      for (let from = 0; from < rows.length; from += PORTION)
        atOnce(db, () => {
          for (const cells of rows.slice(from, from + PORTION)) change(db, sql, ...cells);
        });
    });
  return {
    append: (call) => use((db) => appendCall(db, prepared, decisionOf, call)),
    find: (agent, day, keys) =>
      ifThere(new Map(), (db) => {
        const found = new Map<CustomerKey, RequestedDecision>();
        for (const key of keys) {
          const row = prepared(db, FIND).get(agent, day, key);
          if (row !== undefined) found.set(key, decisionOf(agent, day, row['entry']));
        }
        return found;
      }),
    enrolled: (agent, keys) =>
      ifThere(new Map(), (db) => {
        const found = new Map<CustomerKey, RequestedEnrolment>();
        for (const key of keys) {
          const row = prepared(db, ENROLLED).get(agent, key);
          if (row !== undefined) found.set(key, entryOf(agent, row['entry']));
        }
        return found;
      }),
    customers: (keys) =>
      ifThere(new Map(), (db) => {
        const found = new Map<CustomerKey, RequestedCustomer>();
        for (const key of keys) {
          const row = prepared(db, 'select entry from customers where customer_key = ?').get(key);
          if (row !== undefined) found.set(key, entryOf('', row['entry']));
        }
        return found;
      }),
    closeDay: (agent, day) =>
      use((db) => {
        const sql = `insert into closed (agent, day) values (?, ?)
          on conflict (agent) do update set day = max(day, excluded.day)`;
        change(db, sql, agent, day);
      }),
    decisionsOf: (agent, day) =>
      ifThere([], (db) =>
        all(db, `select entry from decisions where ${UNSETTLED} order by customer_key`, agent, day).map((row) =>
          decisionOf(agent, day, row['entry']),
        ),
      ),
    openDays: (agent) =>
      ifThere([], (db) =>
        all(db, 'select distinct day from decisions where agent = ? and entry is not null order by day', agent).map(
          (row) => String(row['day']) as Day,
        ),
      ),
    settle(agent, day, keepFrom) {
      ifThere(undefined, countTake);
      inPortions(
        `update decisions set entry = null where rowid in (select rowid from decisions where ${UNSETTLED} limit ?)`,
        ...[agent, day],
      );
      inPortions(
        `delete from decisions where rowid in
          (select rowid from decisions where agent = ? and day < ? and entry is null limit ?)`,
        ...[agent, keepFrom],
      );
      inPortions(
        `delete from activations where rowid in
          (select rowid from activations where agent = ? and day < ? and taken = 1 limit ?)`,
        ...[agent, keepFrom],
      );
    },
    waitingEnrolments: (agent) =>
      ifThere([], (db) =>
        all(db, 'select entry from enrolments where agent = ? order by customer_key', agent).map((row) =>
          entryOf(agent, row['entry']),
        ),
      ),
    waitingCustomers: () =>
      ifThere([], (db) =>
        all(db, 'select entry from customers order by customer_key').map((row) => entryOf('', row['entry'])),
      ),
    dropEnrolled: (agent, keys) =>
      drop(
        'delete from enrolments where agent = ? and customer_key = ?',
        keys.map((key) => [agent, key]),
      ),
    dropCustomers: (keys) =>
      drop(
        'delete from customers where customer_key = ?',
        keys.map((key) => [key]),
      ),
    activate: (agent, given) =>
      ifThere(
        given.map(() => 'unknown' as const),
        (db) => atOnce(db, () => given.map(({ decisionId, at }) => activateOne(db, prepared, agent, decisionId, at))),
      ),
    activations: (agent) =>
      ifThere([], (db) =>
        all(
          db,
          'select decision_id, day, activated_at from activations where agent = ? and taken = 0 order by decision_id',
          agent,
        ).map((row) => ({
          decisionId: String(row['decision_id']) as DecisionId,
          day: String(row['day']) as Day,
          activatedAt: Number(row['activated_at']),
        })),
      ),
    settleActivations: (agent, taken) =>
      drop(
        'update activations set taken = 1 where agent = ? and decision_id = ?',
        taken.map(({ decisionId }) => [agent, decisionId]),
      ),
    takes: () => ifThere(0, (db) => Number(prepared(db, 'select number from takes').get()?.['number'] ?? 0)),
    ofCustomer: (key) =>
      ifThere([], (db) =>
        all(
          db,
          'select agent, day, entry from decisions where customer_key = ? and entry is not null order by agent, day',
          key,
        ).map((row) => {
          const place = { agent: String(row['agent']) as AgentName, day: String(row['day']) as Day };
          return { ...place, row: decisionOf(place.agent, place.day, row['entry']).row };
        }),
      ),
    customerKeys: () =>
      ifThere(new Set(), (db) => {
        const sql = TABLES.map((table) => `select customer_key as k from ${table}`).join(' union ');
        return new Set(all(db, sql).map((row) => String(row['k']) as CustomerKey));
      }),
    erase: (key) =>
      ifThere(undefined, (db) =>
        atOnce(db, () => {
          for (const table of TABLES) change(db, `delete from ${table} where customer_key = ?`, key);
        }),
      ),
    check: () => ifThere(undefined, (db) => checkAll(db, file)),
    scrub: () => ifThere(undefined, (db) => emptyLog(db, file)),
    close,
  };
}

type Prepared = ReturnType<typeof statements>;

const TABLES = ['decisions', 'enrolments', 'customers', 'activations'];
const UNSETTLED = 'agent = ? and day = ? and entry is not null';
const FIND = 'select entry from decisions where agent = ? and day = ? and customer_key = ? and entry is not null';
const ENROLLED = 'select entry from enrolments where agent = ? and customer_key = ?';

const placeOf = (agent: AgentName, day: Day): string => `${agent} ${day}`;

function appendCall(
  db: DatabaseSync,
  prepared: Prepared,
  decisionOf: (agent: AgentName, day: Day, entry: unknown) => RequestedDecision,
  { agent, day, decisions, enrolments, customers }: DecisionCall,
): Appended {
  const place = placeOf(agent, day);
  return atOnce(db, () => {
    const closed = prepared(db, 'select day from closed where agent = ?').get(agent);
    if (closed !== undefined && String(closed['day']) >= day) return { kind: 'overtaken' };
    if (enrolments.some((one) => isElsewhere(db, prepared, agent, one))) return { kind: 'overtaken' };
    const enrol = prepared(db, 'insert or ignore into enrolments (agent, customer_key, entry) values (?, ?, ?)');
    for (const one of enrolments) enrol.run(agent, one.customerKey, withCheck(agent, one));
    const meet = prepared(db, 'insert or ignore into customers (customer_key, entry) values (?, ?)');
    for (const one of customers) meet.run(one.customerKey, withCheck('', one));
    const decide = prepared(
      db,
      `insert into decisions (agent, day, customer_key, decision_id, entry) values (?, ?, ?, ?, ?)
         on conflict do nothing`,
    );
    const earlier = new Map<CustomerKey, RequestedDecision>();
    for (const one of decisions) {
      const { changes } = decide.run(agent, day, one.customerKey, one.decisionId, withCheck(place, one));
      if (changes !== 0) continue;
      const theirs = prepared(db, FIND).get(agent, day, one.customerKey);
      if (theirs !== undefined) earlier.set(one.customerKey, decisionOf(agent, day, theirs['entry']));
    }
    return { kind: 'kept', earlier };
  });
}

/** Whether somebody else has enrolled the customer into another group meanwhile. */
function isElsewhere(db: DatabaseSync, prepared: Prepared, agent: AgentName, one: RequestedEnrolment): boolean {
  const row = prepared(db, ENROLLED).get(agent, one.customerKey);
  if (row === undefined) return false;
  const [json = ''] = String(row['entry']).split('\n', 1);
  return (JSON.parse(json) as RequestedEnrolment).group !== one.group;
}

function activateOne(
  db: DatabaseSync,
  prepared: Prepared,
  agent: AgentName,
  decisionId: DecisionId,
  at: Instant,
): 'activated' | 'repeated' | 'unknown' {
  const made = prepared(db, 'select day, customer_key from decisions where decision_id = ? and agent = ?').get(
    decisionId,
    agent,
  );
  if (made === undefined) return 'unknown';
  const { changes } = prepared(
    db,
    'insert or ignore into activations (decision_id, agent, day, customer_key, activated_at) values (?, ?, ?, ?, ?)',
  ).run(decisionId, agent, String(made['day']), String(made['customer_key']), at);
  return changes === 0 ? 'repeated' : 'activated';
}

function checkAll(db: DatabaseSync, file: string): void {
  checkShape(db, file);
  const decisions = db.prepare('select agent, day, entry from decisions where entry is not null');
  for (const row of decisions.iterate())
    readChecked(file, placeOf(String(row['agent']) as AgentName, String(row['day']) as Day), row['entry']);
  for (const row of db.prepare('select agent, entry from enrolments').iterate())
    readChecked(file, String(row['agent']), row['entry']);
  for (const row of db.prepare('select entry from customers').iterate()) readChecked(file, '', row['entry']);
}
