/** Agents for tests: everything filled in, so that a test writes only what it is about. Only for tests. */
import { asAgentName } from '../terms.ts';
import { type Agent, type Dimension, LEARNING_DEFAULTS, type Option } from './agent.ts';

export const option = (id: string, more: Partial<Option> = {}): Option => ({
  id,
  label: id,
  values: {},
  hour: null,
  everyDays: null,
  tags: [],
  cost: 0,
  validFrom: null,
  validTo: null,
  requires: {},
  state: 'active',
  noSend: false,
  ...more,
});

export const dimension = (id: string, kind: Dimension['kind'], options: readonly Option[]): Dimension => ({
  id,
  label: id,
  kind,
  options,
});

/** Valid as it stands: e-mail × subject line × hour, one number as context. */
export const SHOP_AGENT: Agent = {
  name: asAgentName('shop'),
  description: '',
  timeZone: 'America/New_York',
  schedule: { runAt: '06:00', everyDays: 14 },
  audience: { segments: { anyOf: ['s1'], allOf: [], noneOf: [] }, rule: null },
  success: {
    event: 'visit',
    value: '1',
    fields: [],
    currency: null,
    horizonDays: 14,
    subtractCosts: false,
    winsorQuantile: null,
    attribution: 'last_decision',
  },
  kpis: [],
  guardrails: [],
  excludedDates: [],
  groups: { agent: 0.7, random_control: 0.2, business_as_usual: 0, holdout: 0.1 },
  dimensions: [
    dimension('creative', 'template', [option('mens'), option('womens')]),
    dimension('subject', 'content', [
      option('plain', { values: { line: 'a' } }),
      option('benefit', { values: { line: 'b' } }),
    ]),
    dimension('hour', 'send_hour', [option('h08', { hour: 8 }), option('h20', { hour: 20 })]),
  ],
  constraints: { rules: [], caps: [], budgets: [], quietHours: null, quietDays: [], blackoutDates: [] },
  context: [{ attribute: 'recency', type: 'number', transform: 'log1p', topK: 20, pii: 'quarantine', history: null }],
  learning: { policy: 'linear_thompson', ...LEARNING_DEFAULTS },
  delivery: {
    mode: 'campaign',
    connection: 'sandbox',
    ids: { mens: 'c1', womens: 'c2' },
    message: null,
    placeholders: ['line'],
    readBack: null,
    mirrorGroups: false,
    mirrorOptions: false,
    format: 'csv',
    activation: null,
    fallbackTimeZone: 'UTC',
  },
  beforeSending: { volume: 'stop', feeds: 'alert', attributes: 'alert' },
};
