/** One object of `/users/track`: its changes, or the type of its error (contract §1.4; types that are not documented are ours). */
import type { Instant } from '@fitly/core/terms';
import type { Change } from '../../state/changes.ts';
import { type Identity, LONGEST_EXTERNAL_ID, readIdentity } from '../../users/identity.ts';
import { fieldProblem } from '../../users/profile-fields.ts';
import { isShort, textsIn } from '../../users/short-texts.ts';
import type { Workspace } from '../../workspace.ts';
import { isObject, type Json, own } from '../checks.ts';
import { parseIso } from '../iso-time.ts';

export const INPUT_ARRAYS = ['attributes', 'events', 'purchases'] as const;
export type InputArray = (typeof INPUT_ARRAYS)[number];

const NOBODY = "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required";
const LARGEST_PROPERTIES_BYTES = 100_000;

/** No changes at all for a user who is not there and must not be created. */
export function readTrackObject(array: InputArray, object: Json, workspace: Workspace): string | readonly Change[] {
  const identity = readIdentity(object);
  if (identity === null) return NOBODY;
  if (identity.kind === 'external_id' && Buffer.byteLength(identity.value) > LONGEST_EXTERNAL_ID) {
    return `'external_id' must be fewer than ${LONGEST_EXTERNAL_ID + 1} bytes`;
  }
  const changes = READERS[array](object, identity, workspace);
  if (typeof changes === 'string') return changes;
  return workspace.people.find(identity) >= 0 || creates(identity, object) ? changes : [];
}

/** By default an alias only updates and everything else creates; a Braze id cannot be made up. */
function creates({ kind }: Identity, object: Json): boolean {
  if (kind === 'braze_id') return false;
  const only = own(object, '_update_existing_only');
  return kind === 'user_alias' ? only === false : only !== true;
}

type Reader = (object: Json, identity: Identity, workspace: Workspace) => string | readonly Change[];

const readAttributes: Reader = (object, identity, { clock, faults }) => {
  const problem = fieldProblem(object);
  if (problem !== null) return problem;
  const at = clock.now();
  return [{ kind: 'profile', at, identity, object, visibleAt: at + faults.armed().readBackSeconds * 1000 }];
};

const readEvent: Reader = (object, identity, { clock }) => {
  const name = own(object, 'name');
  if (!isName(name)) return "'name' is required";
  const at = clock.now();
  const doneAt = timeOf(object, at);
  if (doneAt === null) return "'time' is not valid";
  if (!propertiesAreValid(object)) return "'properties' is not valid";
  return [{ kind: 'event', at, identity, name, doneAt, ...propertiesOf(object) }];
};

const readPurchase: Reader = (object, identity, { clock }) => {
  const product = own(object, 'product_id');
  if (!isName(product)) return "'product_id' is required";
  const currency = own(object, 'currency');
  if (typeof currency !== 'string' || !CURRENCIES.has(currency.toUpperCase())) return "'currency' is not valid";
  const price = own(object, 'price');
  if (typeof price !== 'number' || !Number.isFinite(price)) return "'price' is not valid";
  const quantity = own(object, 'quantity') ?? 1;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 100) {
    return "'quantity' is not valid";
  }
  const at = clock.now();
  const doneAt = timeOf(object, at);
  if (doneAt === null) return "'time' is not valid";
  if (!propertiesAreValid(object)) return "'properties' is not valid";
  const cents = Math.round(price * 100);
  return [{ kind: 'purchase', at, identity, product, doneAt, quantity, cents, ...propertiesOf(object) }];
};

const READERS: Readonly<Record<InputArray, Reader>> = {
  attributes: readAttributes,
  events: readEvent,
  purchases: readPurchase,
};

/** ISO 4217. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '' && isShort(value);

/** A time to come counts as now; null = no time. */
function timeOf(object: Json, now: Instant): Instant | null {
  const text = own(object, 'time');
  const parsed = typeof text === 'string' ? parseIso(text) : null;
  return parsed === null ? null : Math.min(parsed.at, now);
}

function propertiesOf(object: Json): { readonly properties?: Json } {
  const properties = own(object, 'properties');
  return isObject(properties) ? { properties } : {};
}

const RESERVED: readonly string[] = ['time', 'event_name'];

function propertiesAreValid(object: Json): boolean {
  const properties = own(object, 'properties');
  if (properties === undefined || properties === null) return true;
  if (!isObject(properties)) return false;
  const names = Object.keys(properties);
  const areNames = names.every((name) => isName(name) && !name.startsWith('$') && !RESERVED.includes(name));
  if (!areNames || Buffer.byteLength(JSON.stringify(properties)) > LARGEST_PROPERTIES_BYTES) return false;
  return [...textsIn(properties)].every(isShort);
}
