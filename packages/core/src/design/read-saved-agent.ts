/** Agents as they were saved: versions of earlier releases lack fields that have been added since. */
import {
  type Agent,
  type ContextAttribute,
  type Dimension,
  type Guardrail,
  type Kpi,
  LEARNING_DEFAULTS,
} from './agent.ts';
import { engagementInstant } from './engagement.ts';

type Saved<T> = { readonly [Key in keyof T]?: T[Key] };

/**
 * The agent of a saved version. A field that the release of the time did not know has the value that stands for what it did
 * then, so that a past day is recomputed as it was and a comparison with today finds no change where nobody made one.
 */
export function readSavedAgent(json: string): Agent {
  const agent = JSON.parse(json) as Agent;
  const success: Saved<Agent['success']> = agent.success;
  const delivery: Saved<Agent['delivery']> = agent.delivery;
  const { kpis, beforeSending, guardrails, excludedDates }: Saved<Agent> = agent;
  return {
    ...agent,
    success: { ...agent.success, fields: success.fields ?? [], attribution: attributionOf(agent) },
    kpis: (kpis ?? []).map(completeKpi),
    guardrails: (guardrails ?? []).map(completeGuardrail),
    excludedDates: excludedDates ?? [],
    dimensions: agent.dimensions.map(withPeriods),
    context: agent.context.map(completeAttribute),
    learning: { ...LEARNING_DEFAULTS, ...agent.learning },
    delivery: {
      ...agent.delivery,
      format: delivery.format ?? 'csv',
      activation: delivery.activation ?? null,
      message: delivery.message ?? null,
      mirrorGroups: delivery.mirrorGroups ?? false,
      mirrorOptions: delivery.mirrorOptions ?? false,
    },
    beforeSending: beforeSending ?? { volume: 'off', feeds: 'off', attributes: 'alert' },
  };
}

/** `direct` was allowed with any event before it was active, and the last decision was trained; no other event names its message. */
const attributionOf = (agent: Agent): Agent['success']['attribution'] =>
  agent.success.attribution === 'direct' && engagementInstant(agent) === null
    ? 'last_decision'
    : agent.success.attribution;

const withPeriods = (dimension: Dimension): Dimension => ({
  ...dimension,
  options: dimension.options.map((option) => {
    const { everyDays }: Saved<typeof option> = option;
    return { ...option, everyDays: everyDays ?? null };
  }),
});

/** Before it could be said, every event counted. */
const completeKpi = (kpi: Kpi): Kpi => {
  const { count }: Saved<Kpi> = kpi;
  return { ...kpi, count: count ?? 'events' };
};

/** Before it could be said, each was compared with the random control. */
const completeGuardrail = (rail: Guardrail): Guardrail => {
  const { against }: Saved<Guardrail> = rail;
  return { ...rail, against: against ?? 'random_control' };
};

const completeAttribute = (attribute: ContextAttribute): ContextAttribute => {
  const { pii, history }: Saved<ContextAttribute> = attribute;
  return { ...attribute, pii: pii ?? 'quarantine', history: history ?? null };
};
