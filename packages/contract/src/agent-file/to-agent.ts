/** From the wire form to the domain form: the one place where names and short forms of the file turn into an `Agent`. */
import {
  type Agent,
  type Budget,
  type ContextAttribute,
  countsEvents,
  type Dimension,
  type Guardrail,
  historyAttribute,
  type Kpi,
  type Option,
} from '@fitly/core/design';
import { asAgentName, asDay } from '@fitly/core/terms';
import type { AgentWire } from './agent-schema.ts';
import { daysOf, shareOf } from './shorthand.ts';

export function toAgent(wire: AgentWire): Agent {
  return {
    name: asAgentName(wire.name),
    description: wire.description,
    timeZone: wire.timeZone,
    schedule: { runAt: wire.schedule.runAt, everyDays: daysOf(wire.schedule.every) },
    audience: toAudience(wire.audience),
    success: toSuccess(wire.success),
    kpis: wire.kpis.map(toKpi),
    guardrails: wire.guardrails.map(toGuardrail),
    excludedDates: wire.excludedDates.map(asDay),
    groups: {
      agent: shareOf(wire.groups.agent),
      random_control: shareOf(wire.groups.random_control),
      business_as_usual: shareOf(wire.groups.business_as_usual),
      holdout: shareOf(wire.groups.holdout),
    },
    dimensions: wire.dimensions.map(toDimension),
    constraints: toConstraints(wire.constraints),
    context: wire.context.map(toAttribute),
    learning: toLearning(wire.learning, toSuccess(wire.success)),
    delivery: toDelivery(wire.delivery, wire.timeZone),
    beforeSending: wire.beforeSending,
  };
}

/** A block scalar (`denyWhen: >`) ends with the end of its last line, which is no part of the expression. */
const withoutLineEnd = (expression: string): string => expression.replace(/\n+$/, '');

function toAudience({ segments, rule }: AgentWire['audience']): Agent['audience'] {
  const expression = rule === null ? null : withoutLineEnd(rule);
  if (Array.isArray(segments)) return { segments: { anyOf: segments, allOf: [], noneOf: [] }, rule: expression };
  return { segments: { anyOf: segments.anyOf, allOf: segments.allOf, noneOf: segments.noneOf }, rule: expression };
}

function toSuccess(success: AgentWire['success']): Agent['success'] {
  return {
    event: success.event,
    value: withoutLineEnd(String(success.value)),
    fields: Object.entries(success.fields).map(([name, type]) => ({ name, type })),
    currency: success.currency,
    horizonDays: daysOf(success.horizon),
    subtractCosts: success.subtractCosts,
    winsorQuantile: success.winsorQuantile,
    attribution: success.attribution,
  };
}

function toKpi(kpi: AgentWire['kpis'][number]): Kpi {
  const { id, event, count, per } = kpi;
  return { id, label: kpi.label ?? id, event, value: withoutLineEnd(String(kpi.value)), count, per };
}

function toGuardrail(rail: AgentWire['guardrails'][number]): Guardrail {
  return { ...rail, limit: shareOf(rail.limit) };
}

type DimensionWire = AgentWire['dimensions'][number];
type OptionWire = DimensionWire['options'][number];

function toDimension(dimension: DimensionWire): Dimension {
  return {
    id: dimension.id,
    label: dimension.label ?? dimension.id,
    kind: dimension.kind,
    options: dimension.options.map(toOption),
  };
}

function toOption(option: OptionWire): Option {
  if (typeof option === 'string') return { ...PLAIN_OPTION, id: option, label: option };
  if (typeof option === 'number') return hourOption(option);
  return {
    id: option.id,
    label: option.label ?? option.id,
    values: option.values,
    hour: option.hour,
    everyDays: option.every === null ? null : daysOf(option.every),
    tags: option.tags,
    cost: option.cost,
    validFrom: option.validFrom === null ? null : asDay(option.validFrom),
    validTo: option.validTo === null ? null : asDay(option.validTo),
    requires: Object.fromEntries(
      Object.entries(option.requires).map(([dimension, ids]) => [dimension, typeof ids === 'string' ? [ids] : ids]),
    ),
    state: option.state,
    noSend: option.noSend,
  };
}

const PLAIN_OPTION = {
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
} as const satisfies Omit<Option, 'id' | 'label'>;

/** `8` → id `h08`, label `08:00`. Numbers that are no hour keep a well-formed id, so that only the hour is at fault. */
function hourOption(hour: number): Option {
  const digits = String(hour).replaceAll(/\D/g, '').padStart(2, '0');
  return { ...PLAIN_OPTION, id: `h${digits}`, label: `${digits}:00`, hour };
}

function toConstraints(constraints: AgentWire['constraints']): Agent['constraints'] {
  return {
    rules: constraints.rules.map((rule) => ({
      id: rule.id,
      denyWhen: withoutLineEnd(rule.denyWhen),
      reason: rule.reason ?? rule.id,
    })),
    caps: constraints.caps.map((cap) => ({ per: cap.per, max: cap.max, days: daysOf(cap.days), window: cap.window })),
    budgets: constraints.budgets.map(toBudget),
    quietHours:
      constraints.quietHours === null ? null : { from: constraints.quietHours.from, to: constraints.quietHours.to },
    quietDays: constraints.quietDays,
    blackoutDates: constraints.blackoutDates.map(asDay),
  };
}

function toBudget({ option, maxPerDay, maxTotal, unit }: AgentWire['constraints']['budgets'][number]): Budget {
  const limited = option === null ? null : { dimension: option.dimension, option: option.option };
  return { option: limited, maxPerDay, maxTotal, unit };
}

function toAttribute(entry: AgentWire['context'][number]): ContextAttribute {
  const { attribute = '', type = 'number', transform, topK, pii, history, dimension = null } = entry;
  if (history !== undefined) return historyAttribute({ name: history, dimension });
  return { attribute, type, transform, topK, pii, history: null };
}

function toLearning(learning: AgentWire['learning'], success: Agent['success']): Agent['learning'] {
  return {
    policy: learning.policy ?? policyFor(learning.funnel, success),
    draws: learning.draws,
    temper: learning.temper,
    floor: shareOf(learning.floor),
    halfLifeDays: learning.halfLife === null ? null : daysOf(learning.halfLife),
    epsilon: shareOf(learning.epsilon),
    gamma: learning.gamma,
    action: learning.action,
    file: learning.file,
    funnel: learning.funnel,
    startFrom: learning.startFrom === null ? null : asAgentName(learning.startFrom),
  };
}

function policyFor(funnel: readonly string[], success: Agent['success']): Agent['learning']['policy'] {
  if (funnel.length > 0) return 'funnel';
  return countsEvents(success) ? 'logistic' : 'linear_thompson';
}

function toDelivery(delivery: AgentWire['delivery'], timeZone: string): Agent['delivery'] {
  return {
    mode: delivery.mode,
    connection: delivery.connection,
    ids: delivery.ids,
    message: delivery.message,
    placeholders: delivery.placeholders,
    readBack: delivery.readBack,
    mirrorGroups: delivery.mirrorGroups,
    mirrorOptions: delivery.mirrorOptions,
    format: delivery.format,
    activation: delivery.activation,
    fallbackTimeZone: delivery.fallbackTimeZone ?? timeZone,
  };
}
