/** One record of Currents → one event of the product. Fields are read by name; a field of another type counts as absent. */
import { asDecisionId, type DecisionId } from '@fitly/core/terms';
import type { CurrentsEvent } from './event.ts';
import { knownType } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Every field that is read below. `user_id`, addresses, numbers, devices, agents and properties are not among them. */
export const WANTED_FIELDS: ReadonlySet<string> = new Set([
  'abort_log',
  'abort_type',
  'campaign_id',
  'canvas_id',
  'canvas_step_id',
  'canvas_variation_id',
  'conversion_behavior_index',
  'currency',
  'dispatch_id',
  'external_user_id',
  'id',
  'in_control_group',
  'is_suspected_bot_click',
  'machine_open',
  'message_extras',
  'message_variation_id',
  'name',
  'price',
  'product_id',
  'send_id',
  'subscription_group_id',
  'subscription_status',
  'suspected_bot_click_reason',
  'time',
  'url',
]);

/** Null when it has no id or no time, or a type that is not known. */
export function toEvent(type: string, fields: Fields): CurrentsEvent | null {
  const known = knownType(type);
  const id = text(fields, 'id');
  const time = number(fields, 'time');
  if (known === null || id === null || id === '' || time === null || time < 0 || time > 1e11) return null;
  return {
    id,
    ...known,
    type,
    externalId: text(fields, 'external_user_id') || null,
    at: time * 1000,
    campaignId: text(fields, 'campaign_id'),
    variationId: text(fields, 'message_variation_id'),
    canvasId: text(fields, 'canvas_id'),
    canvasVariationId: text(fields, 'canvas_variation_id'),
    canvasStepId: text(fields, 'canvas_step_id'),
    sendId: text(fields, 'send_id'),
    dispatchId: text(fields, 'dispatch_id'),
    decisionId: decisionIn(fields),
    ...automaticOf(known.kind, fields),
    abort: known.kind === 'abort' ? abortOf(fields) : null,
    name: text(fields, 'name') ?? text(fields, 'product_id'),
    price: number(fields, 'price'),
    currency: text(fields, 'currency'),
    conversionIndex: number(fields, 'conversion_behavior_index'),
    inControl: yesNo(fields, 'in_control_group'),
    subscription: subscriptionOf(fields),
  };
}

/** A privacy proxy's open is told as the text `true`, a robot's click as a boolean. */
function automaticOf(kind: string, fields: Fields): Pick<CurrentsEvent, 'automatic' | 'automaticReasons'> {
  if (kind === 'open' && yesNo(fields, 'machine_open') === true) {
    return { automatic: 'machine_open', automaticReasons: [] };
  }
  if (kind !== 'click' || yesNo(fields, 'is_suspected_bot_click') !== true) {
    return { automatic: null, automaticReasons: [] };
  }
  const reasons = own(fields, 'suspected_bot_click_reason');
  const list = Array.isArray(reasons) ? reasons.filter((one) => typeof one === 'string') : [];
  return { automatic: 'suspected_bot', automaticReasons: list.slice(0, 20).map((one) => one.slice(0, 100)) };
}

const MAX_LOG = 500;

const abortOf = (fields: Fields): CurrentsEvent['abort'] => ({
  type: text(fields, 'abort_type'),
  log: text(fields, 'abort_log')?.slice(0, MAX_LOG) ?? null,
});

function subscriptionOf(fields: Fields): CurrentsEvent['subscription'] {
  const status = text(fields, 'subscription_status');
  return status === null ? null : { status, groupId: text(fields, 'subscription_group_id') };
}

/** 32 hexadecimal characters: nothing else in a message's extras or in an address can be a decision. */
const DECISION = /^[0-9a-f]{32}$/;
const KEY = 'decision_id';

function decisionIn(fields: Fields): DecisionId | null {
  const found = extra(text(fields, 'message_extras')) ?? parameter(text(fields, 'url'));
  return found !== null && DECISION.test(found) ? asDecisionId(found) : null;
}

/** Message extras are a JSON text of at most 1,000 bytes. */
function extra(json: string | null): string | null {
  if (json === null || json.length > 10_000) return null;
  try {
    const extras: unknown = JSON.parse(json);
    return typeof extras === 'object' && extras !== null ? text(extras as Fields, KEY) : null;
  } catch {
    return null;
  }
}

const parameter = (url: string | null): string | null =>
  url !== null && url.length <= 10_000 && URL.canParse(url) ? new URL(url).searchParams.get(KEY) : null;

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

function text(fields: Fields, name: string): string | null {
  const value = own(fields, name);
  return typeof value === 'string' ? value : null;
}

function number(fields: Fields, name: string): number | null {
  const value = own(fields, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function yesNo(fields: Fields, name: string): boolean | null {
  const value = own(fields, name);
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}
