/**
 * One day's snapshot of the audience: what the allow-list let through, keyed, sorted by customer key, in columns. The
 * order of the export does not matter; a customer who appears twice counts once (the later line wins).
 */
import { type CustomerTotals, keysAsWords } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import type { EventTotal, ExportedCustomer } from '@fitly/core/ports';
import { detectValue, isSuspect } from '@fitly/core/privacy';
import type { CustomerKey } from '@fitly/core/terms';
import type { Column, Columns } from '@fitly/store';
import type { ValueGuard } from '../privacy/value-guard.ts';
import type { Audience, AudienceMember } from './audience-table.ts';
import { stageTotals } from './stage-totals.ts';

export interface MemberResult {
  readonly member: AudienceMember;
  /** Attributes whose value had the wrong type: treated as missing, counted, never kept. */
  readonly unusable: readonly string[];
}

export interface MemberRules {
  readonly attributes: readonly ContextAttribute[];
  /** The success event; `purchase` stands for purchases. */
  readonly event: string;
  /** Events on the way to it, of which exports tell. */
  readonly stages: readonly string[];
  /** Of the same attributes. */
  readonly guard: ValueGuard;
  /** What stands for the name of a product that looks personal: the same for the same name. */
  readonly pseudonym: (name: string) => string;
}

const NO_VALUES: AudienceMember['values'] = [];

/** Maps one exported customer to its row. */
export function toMember(customer: ExportedCustomer, customerKey: CustomerKey, rules: MemberRules): MemberResult {
  const { attributes, event, guard } = rules;
  const unusable: string[] = [];
  const admitted = (attribute: ContextAttribute, place: number): string | number | null => {
    // Braze may have an attribute of that name; the agent's own log is what was asked for.
    if (attribute.history !== null) return null;
    const raw = customer.attributes[attribute.attribute];
    if (raw === undefined || raw === null) return null;
    const value = typedValue(attribute, raw);
    if (value === null) unusable.push(attribute.attribute);
    return guard.admit(place, value);
  };
  // Where attributes come by feeds or imports, Braze knows nothing of a million customers.
  const isUnknown = Object.keys(customer.attributes).length === 0;
  const values = isUnknown ? NO_VALUES : attributes.map(admitted);
  const purchased = (): EventTotal[] =>
    (customer.purchases ?? []).map((item) =>
      isSuspect(detectValue(item.name)) ? { ...item, name: rules.pseudonym(item.name) } : item,
    );
  const ofSuccess = event === 'purchase' ? purchased() : customer.events.filter((each) => each.name === event);
  const items = rules.stages.length === 0 ? ofSuccess : [...ofSuccess, ...stageTotals(customer, rules.stages)];
  const totals: CustomerTotals = { items, revenue: customer.revenue ?? 0 };
  return { member: { customerKey, timeZone: customer.timeZone, values, totals, inSegments: true }, unusable };
}

/** The value in the attribute's declared type, or null when it has another. Booleans become 1 and 0. */
export function typedValue(attribute: ContextAttribute, raw: string | number | boolean): string | number | null {
  switch (attribute.type) {
    case 'number':
      return typeof raw === 'number' && Number.isFinite(raw) ? raw : null;
    case 'boolean':
      return typeof raw === 'boolean' ? Number(raw) : null;
    case 'category':
      return String(raw);
  }
}

/** The `snapshots` table of one day. */
export function snapshotColumns(audience: Audience, attributes: readonly ContextAttribute[]): Columns {
  const columns: Column[] = [
    { name: 'customer_key', type: 'key', values: keysAsWords(audience.customerKeys) },
    { name: 'time_zone', type: 'string', values: audience.timeZones },
    { name: TOTALS.items, type: 'string', values: audience.items.map(formatItems) },
    { name: TOTALS.revenue, type: 'float64', values: audience.revenue },
    { name: IN_SEGMENTS, type: 'boolean', values: audience.inSegments },
    ...attributes.map(({ attribute }, at): Column => {
      const values = audience.values[at]!;
      const name = `ctx_${attribute}`;
      return values instanceof Float64Array ? { name, type: 'float64', values } : { name, type: 'string', values };
    }),
  ];
  return { rowCount: audience.customerKeys.length, columns };
}

/** Whether the customer is in the audience's segments; absent in folders of 0.1.0, where everybody was. */
export const IN_SEGMENTS = 'in_segments';

/** Columns of the totals that the next export is compared with. */
export const TOTALS = { items: 'success_totals', revenue: 'revenue' } as const;

/** `[["visit",2,1767621600000,1767708000000],…]` (name, count, first and last instant), or null for none. */
function formatItems(items: readonly EventTotal[]): string | null {
  if (items.length === 0) return null;
  return JSON.stringify(items.map(({ name, count, firstAt, lastAt }) => [name, count, firstAt, lastAt]));
}

const NO_ITEMS: readonly EventTotal[] = [];

/** The inverse of what the snapshot holds. */
export function parseItems(text: string | null): readonly EventTotal[] {
  if (text === null) return NO_ITEMS;
  const rows = JSON.parse(text) as [string, number, number, number][];
  return rows.map(([name, count, firstAt, lastAt]) => ({ name, count, firstAt, lastAt }));
}
