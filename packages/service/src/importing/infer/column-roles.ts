/** Which column of a file is the customer, which are the clocks, what else may be meant. By names first, then by values. Pure. */
import { isTimeType } from '../cell-type.ts';
import type { Cells } from '../parse-event.ts';
import type { ColumnProfile } from './column-profile.ts';

export interface Guess {
  readonly column: string;
  readonly reason: string;
}

export interface ColumnRoles {
  readonly customer: Guess | null;
  readonly event: Guess | null;
  readonly at: Guess | null;
  readonly createdAt: Guess | null;
  readonly id: Guess | null;
  readonly amount: Guess | null;
}

const PERSON =
  /(^|[_ ])(external|customer|cust|client|user|member|contact|profile|subscriber|kunden|cliente|braze)[_ ]?(id|no|nr|number|key)$/;
const EVENT = /^(event|event_?name|event_?type|activity|action|interaction)$/;
const HAPPENED = /(happened|occurred|event|order|purchase|visit|booked|placed|paid)|^(at|time|timestamp|date|ts)$/;
const CREATED = /(created|loaded|inserted|ingested|synced|exported|received|updated|imported)/;
const SOURCE_ID = /(^|_)(id|uuid|guid)$|(order|event|transaction|booking|invoice|receipt|ticket)_?(no|nr|number)$/;
const AMOUNT = /(^|_)(amount|total|revenue|price|spend|spent|value|turnover|betrag|umsatz|importe)$/;

const plain = (name: string): string =>
  name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');

export function guessRoles(profiles: readonly ColumnProfile[]): ColumnRoles {
  const customer = guessCustomer(profiles);
  const others = profiles.filter(({ name, personalValues }) => name !== customer?.column && personalValues === null);
  const times = others.filter(({ type }) => type !== 'mixed' && isTimeType(type));
  const created = byName(times, CREATED, 'its name says when the source made the row');
  const happened = times.filter(({ name }) => name !== created?.column);
  const amounts = others.filter(({ type }) => type === 'number' || type === 'integer');
  const codes = others.filter(({ distinct, values, type }) => distinct === values && values > 1 && !isTime(type));
  return {
    customer,
    event: byName(
      others.filter(({ type, distinct }) => type === 'text' && distinct <= MOST_EVENT_NAMES),
      EVENT,
      'its name says that it names the event',
    ),
    at: byName(happened, HAPPENED, 'its name and its type say when it happened') ?? only(happened) ?? created,
    createdAt: happened.length === 0 ? null : created,
    id: byName(codes, SOURCE_ID, 'each row has another value, and its name says an id'),
    amount: byName(amounts, AMOUNT, 'a number whose name says money'),
  };
}

const MOST_EVENT_NAMES = 100;
const isTime = (type: ColumnProfile['type']): boolean => type !== 'mixed' && isTimeType(type);

function byName(profiles: readonly ColumnProfile[], pattern: RegExp, reason: string): Guess | null {
  const found = profiles.find(({ name }) => pattern.test(plain(name)));
  return found === undefined ? null : { column: found.name, reason };
}

const only = (times: readonly ColumnProfile[]): Guess | null =>
  times.length === 1 ? { column: times[0]!.name, reason: 'the only column that holds a time' } : null;

const HARDLY_MISSING = 0.05;

function guessCustomer(profiles: readonly ColumnProfile[]): Guess | null {
  const ids = profiles.filter(
    ({ missing, type, personalValues }) =>
      missing <= HARDLY_MISSING &&
      (type === 'text' || type === 'integer' || type === 'epoch_s') &&
      personalValues === null,
  );
  const named = byName(ids, PERSON, 'its name says the id of a customer, and hardly a row is without');
  if (named !== null) return named;
  return byName(
    ids.filter(({ distinct, values }) => distinct === values && values > 1),
    /^(id|uuid|key)$/,
    'it is called an id, and each row has another value',
  );
}

export interface Repetition {
  readonly rows: number;
  readonly customers: number;
  /** Rows of a customer who came before, at another time. */
  readonly atOtherTimes: number;
}

/** How often customers come again. */
export function repetitionOf(rows: readonly Cells[], customer: string, at: string | null): Repetition {
  const times = new Map<string, string>();
  let [count, atOtherTimes] = [0, 0];
  for (const cells of rows) {
    const id = cells[customer];
    if (id === undefined || id === null || id === '') continue;
    count += 1;
    const time = at === null ? '' : String(cells[at] ?? '');
    const before = times.get(String(id));
    if (before !== undefined && before !== time) atOtherTimes += 1;
    times.set(String(id), time);
  }
  return { rows: count, customers: times.size, atOtherTimes };
}
