import type { Agent, Delivery, Dimension, Option } from '../agent.ts';
import { formatPath, type PathSegments } from './issue-path.ts';

/** A part of an agent that is understood and checked, but that the software does not act on yet. */
export interface InactiveField {
  /** As in `Issue.path`. */
  readonly path: string;
  /** What happens instead. A sentence without a full stop. */
  readonly reason: string;
}

const inactive = (path: PathSegments, reason: string): InactiveField => ({ path: formatPath(path), reason });
const when = (condition: boolean, path: PathSegments, reason: string): InactiveField[] =>
  condition ? [inactive(path, reason)] : [];

/** What an agent states and nobody acts on yet, in the order of the file. Empty = everything stated is active. */
export function findInactive(agent: Agent): InactiveField[] {
  return [
    ...ofAudience(agent),
    ...ofSuccess(agent),
    ...when(agent.kpis.length > 0, ['kpis'], 'KPIs are not measured yet'),
    ...when(agent.guardrails.length > 0, ['guardrails'], 'Guardrails are not watched yet'),
    ...agent.dimensions.flatMap(ofDimension),
    ...ofConstraints(agent),
    ...ofDelivery(agent.delivery),
  ];
}

function ofAudience({ audience }: Agent): InactiveField[] {
  const { anyOf, allOf, noneOf } = audience.segments;
  const path = ['audience', 'segments'];
  return [
    ...when(anyOf.length > 1, [...path, 'anyOf'], 'Only one segment can be read yet'),
    ...when(allOf.length > 0, [...path, 'allOf'], 'Segments cannot be combined yet'),
    ...when(noneOf.length > 0, [...path, 'noneOf'], 'Segments cannot be excluded yet'),
    ...when(audience.rule !== null, ['audience', 'rule'], 'Audience rules are not evaluated yet'),
  ];
}

function ofSuccess({ success }: Agent): InactiveField[] {
  const simple = success.value === '1' || success.value === 'amount';
  return [
    ...when(!simple, ['success', 'value'], 'Only `1` and `amount` are understood yet, no expressions'),
    ...when(success.subtractCosts, ['success', 'subtractCosts'], 'Costs are not subtracted yet'),
    ...when(success.winsorQuantile !== null, ['success', 'winsorQuantile'], 'Values are not capped yet'),
    ...when(
      success.attribution !== 'last_decision',
      ['success', 'attribution'],
      'Outcomes are attributed by `last_decision` only yet',
    ),
  ];
}

function ofDimension(dimension: Dimension, index: number): InactiveField[] {
  const path = ['dimensions', index];
  const { kind } = dimension;
  return [
    ...when(
      kind === 'send_day' || kind === 'frequency',
      [...path, 'kind'],
      `Kind ${kind} does not change the sending yet`,
    ),
    ...dimension.options.flatMap((option, position) => ofOption(option, [...path, 'options', position])),
  ];
}

function ofOption(option: Option, path: PathSegments): InactiveField[] {
  return [
    ...when(option.tags.length > 0, [...path, 'tags'], 'Tags are not learned from yet'),
    ...when(option.cost !== 0, [...path, 'cost'], 'Costs are not counted yet'),
    ...when(option.validFrom !== null, [...path, 'validFrom'], 'The option is used on every day yet'),
    ...when(option.validTo !== null, [...path, 'validTo'], 'The option is used on every day yet'),
    ...when(Object.keys(option.requires).length > 0, [...path, 'requires'], 'Requirements are not enforced yet'),
    ...when(option.noSend, [...path, 'noSend'], 'Sending nothing cannot be chosen yet'),
  ];
}

function ofConstraints({ constraints }: Agent): InactiveField[] {
  const { rules, caps, budgets, quietHours, quietDays, blackoutDates } = constraints;
  const stated = { rules, caps, budgets, quietDays, blackoutDates };
  return [
    ...Object.entries(stated).flatMap(([name, list]) =>
      when(list.length > 0, ['constraints', name], 'Constraints are not enforced yet'),
    ),
    ...when(quietHours !== null, ['constraints', 'quietHours'], 'Constraints are not enforced yet'),
  ];
}

function ofDelivery({ mode, readBack }: Delivery): InactiveField[] {
  return [
    ...when(mode !== 'campaign', ['delivery', 'mode'], `Only mode campaign sends yet; ${mode} does nothing`),
    ...when(readBack === true, ['delivery', 'readBack'], 'Doubtful sends are not read back yet'),
  ];
}
