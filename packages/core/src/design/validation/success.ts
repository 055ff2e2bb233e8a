import type { Issue } from '../../errors.ts';
import { personalName } from '../../privacy/index.ts';
import type { Agent, Guardrail, Kpi, SuccessMetric } from '../agent.ts';
import { ENGAGEMENT_EVENTS, ENGAGEMENT_PREFIX, engagementInstant, KPI_MESSAGE_EVENTS } from '../engagement.ts';
import { leavesThroughBraze } from '../leaves-through-braze.ts';
import { checkDay, checkId, checkNotBlank, checkNumber } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { RANGES } from './limits.ts';
import { nearestName } from './nearest-name.ts';

/** What the agent is judged by: the success metric, further KPIs and guardrails. */
export function checkSuccess(agent: Agent): Issue[] {
  return [
    ...checkMetric(agent.success),
    ...checkEngagement(agent),
    ...checkCurrency(agent),
    ...checkAttribution(agent),
    ...checkCosts(agent),
    ...checkFields(agent.success),
    ...agent.kpis.flatMap(checkKpi),
    ...repeatedNames(
      agent.kpis.map((kpi) => kpi.id),
      'Id',
      (index) => ['kpis', index, 'id'],
    ),
    ...agent.guardrails.flatMap(checkGuardrail),
    ...checkGuardrailControl(agent),
    ...repeatedNames(
      agent.guardrails.map((rail) => rail.id),
      'Id',
      (index) => ['guardrails', index, 'id'],
    ),
    ...agent.excludedDates.flatMap((day, index) => checkDay(day, ['excludedDates', index])),
    ...repeatedNames(agent.excludedDates, 'Date', (index) => ['excludedDates', index]),
  ];
}

function checkMetric(success: SuccessMetric): Issue[] {
  return [
    ...checkNotBlank(success.event, 'The event', ['success', 'event']),
    ...checkNotBlank(success.value, 'The value', ['success', 'value']),
    ...checkNumber(success.horizonDays, RANGES.horizonDays, 'The horizon in days', ['success', 'horizonDays']),
    ...(success.winsorQuantile === null
      ? []
      : checkNumber(success.winsorQuantile, RANGES.winsorQuantile, 'The quantile', ['success', 'winsorQuantile'])),
  ];
}

/** What becomes of messages is told of messages that leave through Braze, and carries neither money nor fields. */
function checkEngagement({ success, delivery }: Agent): Issue[] {
  if (!success.event.startsWith(ENGAGEMENT_PREFIX)) return [];
  const path = ['success', 'event'];
  const names = Object.keys(ENGAGEMENT_EVENTS);
  if (!names.includes(success.event)) {
    const known = names.map((name) => `\`${name}\``).join(' or ');
    return [issueAt(path, `${shown(success.event)} is nothing that is told of messages; expected ${known}`)];
  }
  const issues: Issue[] = [];
  if (!leavesThroughBraze({ delivery }))
    issues.push(
      issueAt(path, `${shown(success.event)} is told of messages through Braze, not in mode ${delivery.mode}`),
    );
  if (/\bamount\b/.test(success.value) || success.fields.length > 0)
    issues.push(issueAt(path, `${shown(success.event)} carries no amount and no fields; let \`value\` be 1`));
  return issues;
}

/** Money without its currency cannot be compared, added or shown. */
function checkCurrency(agent: Agent): Issue[] {
  const { currency } = agent.success;
  if (currency !== null) return checkCurrencyCode(currency);
  const reason = reasonForCurrency(agent);
  if (reason === null) return [];
  return [issueAt(['success', 'currency'], `A currency is missing, because ${reason}; for example \`currency: EUR\``)];
}

function checkCurrencyCode(currency: string): Issue[] {
  const codes = Intl.supportedValuesOf('currency');
  if (codes.includes(currency)) return [];
  const nearest = nearestName(currency, codes);
  const hint = nearest === null ? 'for example `EUR` or `USD`' : `did you mean \`${nearest}\`?`;
  return [issueAt(['success', 'currency'], `${shown(currency)} is not a currency code of ISO 4217; ${hint}`)];
}

function reasonForCurrency(agent: Agent): string | null {
  if (/\bamount\b/.test(agent.success.value)) return '`amount` is money';
  if (agent.kpis.some((kpi) => /\bamount\b/.test(kpi.value))) return 'a KPI counts an `amount` of money';
  if (agent.success.subtractCosts) return 'costs are subtracted';
  if (agent.dimensions.some((dimension) => dimension.options.some((option) => option.cost > 0))) {
    return 'an option has a cost';
  }
  return null;
}

/** A send that never happens, or happens at another rhythm, has no message that an outcome could come from. */
function checkAttribution(agent: Agent): Issue[] {
  if (agent.success.attribution !== 'direct') return [];
  const path = ['success', 'attribution'];
  const rule = '`direct` counts only outcomes of a message that was sent; use `last_decision`';
  const issues: Issue[] = [];
  if (engagementInstant(agent) === null) {
    const known = Object.keys(ENGAGEMENT_EVENTS).join('` or `');
    const words = `\`direct\` needs an event that names the message it comes from: \`${known}\``;
    issues.push(issueAt(path, `${words}, and ${shown(agent.success.event)} names none; use \`last_decision\``));
  }
  if (agent.learning.funnel.length > 0) {
    issues.push(issueAt(path, '`direct` cannot be used with `learning.funnel`, whose events need not name a message'));
  }
  for (const dimension of agent.dimensions) {
    const silent = dimension.options.find((option) => option.noSend);
    if (silent !== undefined) {
      issues.push(
        issueAt(path, `\`direct\` cannot be used with option ${shown(silent.id)}, which sends nothing: ${rule}`),
      );
    }
    if (dimension.kind === 'frequency') {
      issues.push(
        issueAt(path, `\`direct\` cannot be used with dimension ${shown(dimension.id)} of kind frequency: ${rule}`),
      );
    }
  }
  return issues;
}

function checkCosts({ success, dimensions }: Agent): Issue[] {
  if (!success.subtractCosts) return [];
  const path = ['success', 'subtractCosts'];
  if (/\bcost\s*\(/.test(success.value)) {
    return [issueAt(path, 'The value subtracts costs already, with `cost(…)`; they would be subtracted twice')];
  }
  const free = dimensions.every((dimension) => dimension.options.every((option) => option.cost === 0));
  return free ? [issueAt(path, 'Costs are to be subtracted, and no option has a `cost`')] : [];
}

/** Names are those of columns and of variables of the value expression. */
function checkFields({ fields }: SuccessMetric): Issue[] {
  return fields.flatMap(({ name }) => {
    const path = ['success', 'fields', name];
    const personal = personalName(name);
    if (personal === null) return checkId(name, 'The name of a field', path);
    return [issueAt(path, `${shown(name)} looks like ${personal}: personal data is never stored`)];
  });
}

function checkKpi(kpi: Kpi, index: number): Issue[] {
  return [
    ...checkId(kpi.id, 'An id', ['kpis', index, 'id']),
    ...checkNotBlank(kpi.label, 'The label', ['kpis', index, 'label']),
    ...checkNotBlank(kpi.event, 'The event', ['kpis', index, 'event']),
    ...checkKpiEvent(kpi, ['kpis', index]),
    ...checkKpiValue(kpi, ['kpis', index, 'value']),
  ];
}

function checkKpiEvent({ event, per }: Pick<Kpi, 'event' | 'per'>, path: PathSegments): Issue[] {
  const names = Object.keys(KPI_MESSAGE_EVENTS);
  if (event.startsWith(ENGAGEMENT_PREFIX) && !names.includes(event)) {
    const known = names.map((name) => `\`${name}\``).join(', ');
    return [
      issueAt([...path, 'event'], `${shown(event)} is nothing that is told of messages; expected one of ${known}`),
    ];
  }
  if (event === 'message.click' && per === 'click')
    return [issueAt([...path, 'per'], 'Clicks per click are always 1; use `send` or `customer`')];
  return [];
}

/** A customer who is counted once is worth one, and so is what becomes of a message. */
function checkKpiValue({ event, value, count }: Kpi, path: PathSegments): Issue[] {
  if (value === '1') return [];
  if (value !== 'amount') return [issueAt(path, `${shown(value)} is no value of a KPI; expected \`1\` or \`amount\``)];
  if (count !== 'events') return [issueAt(path, `With \`count: ${count}\` everybody counts once; let \`value\` be 1`)];
  if (event.startsWith(ENGAGEMENT_PREFIX))
    return [issueAt(path, `${shown(event)} carries no amount; let \`value\` be 1`)];
  return [];
}

/** What has nobody to be compared with could only stay silent. */
function checkGuardrailControl({ guardrails, groups }: Agent): Issue[] {
  return guardrails.flatMap(({ against, per }, index) => {
    if (against === 'business_as_usual' && per === 'send') {
      const words = 'Sends are the agent’s own, and business as usual gets none of them; count per `customer`';
      return [issueAt(['guardrails', index, 'per'], words)];
    }
    if (against === 'absolute' || groups[against] > 0) return [];
    const place = ['guardrails', index, 'against'];
    return [issueAt(place, `There is nobody to compare with: give \`groups.${against}\` a share`)];
  });
}

function checkGuardrail(rail: Guardrail, index: number): Issue[] {
  return [
    ...checkId(rail.id, 'An id', ['guardrails', index, 'id']),
    ...checkNotBlank(rail.event, 'The event', ['guardrails', index, 'event']),
    ...checkKpiEvent(rail, ['guardrails', index]),
    ...checkNumber(rail.limit, RANGES.guardrailLimit, 'The limit', ['guardrails', index, 'limit']),
  ];
}
