/** One explained customer for the terminal. */
import type { Candidate, Comparison, ExplainedRefusal, Explanation, Reasons } from '@fitly/core/decide';
import type { CustomerNow, ExplainedCustomer, ExplainedDecision } from '@fitly/service';
import { styled } from '../terminal.ts';
import { table } from './table.ts';

/** Actions that are listed by name; --json has all. */
const SHOWN = 12;

export function renderExplanation(explained: ExplainedCustomer, color: boolean): string[] {
  const { agent, agentVersion, policyVersion, day, group, decision, explanation } = explained;
  const head = [
    `${styled(day, 'bold', color)}  ${agent} version ${agentVersion}, policy version ${policyVersion}`,
    `Customer ${explained.customerKey.slice(0, 8)}…  ${group === null ? 'in no group' : `group ${group}`}`,
    '',
  ];
  if (explanation === null) return [...head, noDecision(explained)];
  return [
    ...head,
    ...outcomeLines(decision, color),
    '',
    ...refusalLines(explanation, color),
    ...budgetLines(explanation),
    ...candidateLines(explanation, decision, color),
    ...reasonLines(explanation.reasons, color),
    ...knownLines(explained, color),
    ...beginningLines(explained),
  ];
}

const beginningLines = ({ beganWith }: ExplainedCustomer): string[] =>
  beganWith === null
    ? []
    : ['', `The agent began with ${beganWith}; that counts until the own decisions speak for a fresh start.`];

/** What Braze has now beside what the run acted on. */
export function renderCustomerNow({ known, attributes }: CustomerNow): string[] {
  if (!known) return ['', 'Braze does not know this customer any more.'];
  const word = (value: CustomerNow['attributes'][number]['now']): string =>
    value === null ? 'missing' : String(value);
  const rows = attributes.map(({ attribute, onDay, now }) => [attribute, word(onDay), word(now)]);
  return ['', 'What Braze has now', ...indented(table(['attribute', 'on the day', 'now'], rows))];
}

const OUTSIDE: Readonly<Record<string, string>> = {
  unknown: 'The agent has never seen this customer: check the external id against the segments of the audience.',
  left_segments:
    'Not in the audience on this day: the customer is in none of its segments any more (and keeps the group).',
  audience_rule: 'Not in the audience on this day: the audience rule is false for this customer.',
  attribute_missing: 'Not in the audience on this day: an attribute that the audience rule needs is missing.',
  workspace_holdout: 'In the workspace-wide holdout: no agent of this workspace ever sends to this customer.',
};

function noDecision({ outside, group, idle, lostTo }: ExplainedCustomer): string {
  if (idle === 'missed')
    return 'No decision for anybody: the day was run after it was over, and a missed day is not made up.';
  if (idle !== null) return `No decision for anybody: the agent was ${idle} on this day.`;
  if (outside !== null) return OUTSIDE[outside] ?? outside;
  if (group === 'holdout')
    return 'No decision: customers of the holdout get nothing, as what sending is compared with.';
  if (group === 'business_as_usual')
    return 'No decision: customers of business as usual are served by your own campaigns.';
  if (lostTo !== null) return `No decision: on this day the customer was for the agent ${lostTo} (lost_arbitration).`;
  return 'Not due on this day: by the schedule, or because an earlier choice of a frequency still holds.';
}

function outcomeLines(decision: ExplainedDecision | null, color: boolean): string[] {
  if (decision === null) return [];
  if (decision.reason === 'no_eligible_action')
    return [styled('Nothing could be chosen: every action was refused.', 'yellow', color)];
  const chance = decision.propensity === null ? '' : `, chosen with probability ${percent(decision.propensity)}`;
  const lines = [
    `${styled('Chosen', 'green', color)} ${words(decision.options)}${chance} (draw ${decision.draw.toFixed(4)})`,
  ];
  if (decision.reason === 'cap') return [...lines, 'Not sent: the budget of the day was used up by others.'];
  if (decision.sendAt === null) return [...lines, 'Nothing was sent, as chosen.'];
  const { state, reason } = decision.sent ?? { state: 'not planned', reason: null };
  return [...lines, `For ${decision.sendAt}: ${state.replaceAll('_', ' ')}${reason === null ? '' : ` (${reason})`}`];
}

function refusalLines({ refusals, eligible, actions }: Explanation, color: boolean): string[] {
  const head = styled(`Eligible: ${eligible} of ${actions} actions`, 'bold', color);
  if (refusals.length === 0) return [head, '  nothing was refused', ''];
  const rows = refusals.map((each) => [
    each.reason,
    String(each.actions),
    whatOf(each),
    each.scope === 'everybody' ? 'everybody' : 'this customer',
  ]);
  return [head, ...indented(table(['refused because', 'actions', 'of', 'for'], rows)), ''];
}

const whatOf = ({ options }: ExplainedRefusal): string =>
  options.length === 0 ? 'some combinations' : options.join(', ');

function budgetLines({ budgets }: Explanation): string[] {
  if (budgets.length === 0) return [];
  const rows = budgets.map(({ name, capacity, price, allowed }) => [
    name,
    amount(capacity),
    amount(allowed),
    String(Number(price.toPrecision(3))),
  ]);
  return ['Budgets', ...indented(table(['budget', 'left today', 'this customer up to', 'price'], rows)), ''];
}

const amount = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'no limit');

function candidateLines({ candidates }: Explanation, decision: ExplainedDecision | null, color: boolean): string[] {
  if (candidates.length === 0) return [];
  const isChosen = (each: Candidate): boolean => decision !== null && words(each.options) === words(decision.options);
  const at = candidates.findIndex(isChosen);
  const shown = candidates.filter((_, index) => index < SHOWN || index === at);
  const lines = shown.map(
    (each) =>
      `  ${percent(each.probability).padStart(7)}  ${words(each.options)}${isChosen(each) ? styled('  ← chosen', 'green', color) : ''}`,
  );
  const rest = candidates.length - shown.length;
  return [
    styled('Probabilities', 'bold', color),
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} more (--json shows all)`] : []),
  ];
}

const KINDS: Readonly<Record<Reasons['kind'], string>> = {
  best_guess: 'Best guess: what the policy takes to be best for this customer.',
  posterior_draw: 'Exploration: not the best guess, but possibly the best, as far as is known.',
  neighbour: 'Exploration: one change away from a likely best one, to learn what it is worth.',
  explored: 'Exploration: not the best guess, but drawn all the same, to learn what it is worth.',
  own_policy: 'By a policy file of your own: it gave the probabilities above, and no reasons.',
  by_lot: 'By lot: nothing was known yet, or the customer is in random control.',
};

const SCALES: Readonly<Record<NonNullable<Reasons['unit']>, string>> = {
  log_odds: 'log-odds of success (+0.10: about 10 % more likely)',
  log_rate: 'the logarithm of how often success comes (+0.10: about 10 % more often)',
  per_day: 'what is earned per day',
};

/** Attributes that are named for each comparison; --json has all. */
const NAMED = 3;

function reasonLines(reasons: Reasons | null, color: boolean): string[] {
  if (reasons === null) return [];
  const { kind, wonDraws, unit, comparisons } = reasons;
  const won = wonDraws === null ? '' : ` It won ${wonDraws.won} of ${wonDraws.draws} draws.`;
  const head = ['', styled('Why', 'bold', color), `  ${KINDS[kind]}${won}`];
  if (comparisons.length === 0) return head;
  const rows = comparisons.map((each) => [
    each.dimension,
    `${each.chosen} rather than ${each.alternative}`,
    signed(each.difference),
    partsOf(each),
  ]);
  return [
    ...head,
    ...indented(table(['dimension', 'choice', 'difference', 'made of'], rows)),
    `  In ${unit === null ? 'the scale of the scores' : SCALES[unit]}, as the policy knew on that day; “everybody” is the day's average customer.`,
  ];
}

function partsOf({ forEverybody, attributes }: Comparison): string {
  const named = attributes.slice(0, NAMED).map(({ attribute, contribution }) => `${attribute} ${signed(contribution)}`);
  const rest = attributes.slice(NAMED).reduce((sum, { contribution }) => sum + contribution, 0);
  const others = attributes.length > NAMED ? [`${attributes.length - NAMED} more ${signed(rest)}`] : [];
  return [`everybody ${signed(forEverybody)}`, ...named, ...others].join(', ');
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Number(Math.abs(value).toPrecision(2))}`;

function knownLines({ known }: ExplainedCustomer, color: boolean): string[] {
  if (known.length === 0) return [];
  const rows = known.map(({ attribute, value }) => [attribute, value === null ? 'missing' : String(value)]);
  return ['', styled('Known of the customer', 'bold', color), ...indented(table(['attribute', 'value'], rows))];
}

const indented = (text: string): string[] => text.split('\n').map((line) => `  ${line}`);
const words = (options: Readonly<Record<string, string>>): string => Object.values(options).join(' · ');
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;
