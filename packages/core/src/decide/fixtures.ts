/** Agents and customers for the tests of deciding and dispatching. Only for tests. */
import type { ContextTable } from '../data/context-table.ts';
import { fitEncoding } from '../data/encoding.ts';
import type { Agent, ContextAttribute } from '../design/agent.ts';
import { dimension, option, SHOP_AGENT } from '../design/fixtures.ts';
import { normalStream, uniform } from '../math/random.ts';
import { type SipKey, sipKey } from '../math/siphash.ts';
import { asAgentName, asCustomerKey, asDay } from '../terms.ts';
import type { DecideDayInput, DueCustomer } from './decide-day-input.ts';

export const KEY: SipKey = sipKey('000102030405060708090a0b0c0d0e0f');

const TEMPLATE = dimension('template', 'template', [
  option('mens', { values: { look: 'mens' } }),
  option('womens', { values: { look: 'womens' } }),
]);
const SUBJECT = dimension('subject', 'content', [
  option('news', { values: { subject: 'News' } }),
  option('sale', { values: { subject: 'Sale', urgent: true } }),
  option('retired', { state: 'retired' }),
]);
const HOUR = dimension('hour', 'send_hour', [option('h9', { hour: 9 }), option('h18', { hour: 18 })]);

export const ATTRIBUTES: readonly ContextAttribute[] = [
  { attribute: 'recency', type: 'number', transform: 'none', topK: 0, pii: 'quarantine', history: null },
  { attribute: 'newbie', type: 'boolean', transform: 'none', topK: 0, pii: 'quarantine', history: null },
  { attribute: 'channel', type: 'category', transform: 'none', topK: 3, pii: 'quarantine', history: null },
];

export const AGENT: Agent = {
  ...SHOP_AGENT,
  name: asAgentName('winback'),
  timeZone: 'Europe/Berlin',
  schedule: { runAt: '06:00', everyDays: 1 },
  success: { ...SHOP_AGENT.success, event: 'purchase' },
  groups: { agent: 0.6, random_control: 0.2, business_as_usual: 0, holdout: 0.2 },
  dimensions: [TEMPLATE, SUBJECT, HOUR],
  context: ATTRIBUTES,
  learning: { ...SHOP_AGENT.learning, temper: 0.3 },
  delivery: {
    ...SHOP_AGENT.delivery,
    ids: { mens: 'campaign-mens', womens: 'campaign-womens' },
    placeholders: ['look', 'subject'],
    fallbackTimeZone: 'Europe/Berlin',
  },
};

/** Customers with keys in order, the four groups in turn, a few zones, and random attributes with gaps. */
function customersOf(count: number): { customers: DueCustomer[]; context: ContextTable } {
  const groups = ['agent', 'random_control', 'agent', 'holdout', 'agent', 'business_as_usual'] as const;
  const zones = ['America/New_York', null, 'Asia/Kolkata', 'Eastern Time (US & Canada)'];
  const next = normalStream(KEY, 'attributes');
  const channels = ['web', 'phone', 'shop', null];
  return {
    customers: Array.from({ length: count }, (_, i) => ({
      customerKey: asCustomerKey(i.toString(16).padStart(32, '0')),
      group: groups[i % groups.length]!,
      timeZone: zones[i % zones.length]!,
      recentSends: [],
    })),
    context: {
      attributes: ATTRIBUTES,
      rowCount: count,
      columns: [
        Float64Array.from({ length: count }, (_, i) => (i % 11 === 0 ? Number.NaN : next())),
        Float64Array.from({ length: count }, (_, i) => Number(uniform(KEY, `newbie ${i}`) < 0.3)),
        Array.from({ length: count }, (_, i) => channels[Math.floor(uniform(KEY, `channel ${i}`) * 4)]!),
      ],
    },
  };
}

/** 2024-10-26 06:00 in Berlin, the morning before clocks go back. */
export const DECIDED_AT = 1729915200000;

export function inputOf(count: number, more: Partial<DecideDayInput> = {}): DecideDayInput {
  const { customers, context } = customersOf(count);
  return {
    agent: AGENT,
    agentVersion: 3,
    rules: [],
    day: asDay('2024-10-26'),
    decidedAt: DECIDED_AT,
    customers,
    context,
    encoding: fitEncoding(ATTRIBUTES, context, 2),
    policyVersion: { kind: 'uniform' },
    policyVersionNumber: 5,
    spent: {},
    keys: { draw: KEY, decisionId: KEY, ticket: KEY },
    installationId: 'installation',
    ...more,
  };
}
