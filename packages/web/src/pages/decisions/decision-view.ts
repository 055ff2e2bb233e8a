/** Why one customer got what they got: the sentence, the bar on which the draw fell, reasons, refusals, what came after. */
import type { ExplainedCustomer, Explanation, Report } from '@fitly/contract/api';
import type { CustomerExport } from '../../client/types.ts';
import { count, day, share, signedPlaces } from '../../numbers/format.ts';
import { capital, type TextKey, text } from '../../texts/text.ts';

/** Dimension → option → words; what the report does not name keeps its id. */
export type OptionNames = (dimension: string, option: string) => string;

export function optionNames(dimensions: Report['dimensions']): OptionNames {
  const labels = new Map(
    dimensions.flatMap(({ id, options }) => options.map((option) => [`${id}=${option.id}`, option.label] as const)),
  );
  return (dimension, option) => labels.get(`${dimension}=${option}`) ?? option;
}

export const combination = (options: Readonly<Record<string, string>>, names: OptionNames): string =>
  Object.entries(options)
    .map(([dimension, option]) => names(dimension, option))
    .join(' · ');

interface DecisionFinding {
  readonly title: string;
  readonly lead: string;
}

export function decisionFinding(explained: ExplainedCustomer, names: OptionNames): DecisionFinding {
  const { decision, explanation, group, outside, idle, lostTo } = explained;
  const on = day(explained.day);
  if (outside === 'unknown' || group === null)
    return { title: text('decisionUnknown'), lead: text('decisionUnknownSub') };
  if (idle !== null) return { title: text('decisionIdle', { day: on, reason: idle }), lead: '' };
  if (outside !== null)
    return { title: text('decisionOutside', { day: on, reason: outside.replaceAll('_', ' ') }), lead: '' };
  if (group === 'holdout') return { title: text('decisionHoldout'), lead: '' };
  if (group === 'business_as_usual') return { title: text('decisionBau'), lead: '' };
  if (lostTo !== null)
    return { title: text('decisionLost', { day: on, agent: lostTo }), lead: text('decisionLostSub') };
  if (decision === null || explanation === null) {
    return { title: text('decisionNotDue', { day: on }), lead: text('decisionNotDueSub') };
  }
  if (decision.propensity === null) return { title: text('decisionNoAction', { day: on }), lead: '' };
  return {
    title: chosenTitle(decision, explanation, names),
    lead: [howLearned(explanation), sentWords(decision)].join(' '),
  };
}

type Decision = NonNullable<ExplainedCustomer['decision']>;

function chosenTitle(
  { options, propensity }: Decision,
  { group, candidates }: Explanation,
  names: OptionNames,
): string {
  const given = {
    options: capital(combination(options, names)),
    share: share(propensity ?? 0),
    count: candidates.length,
  };
  if (group === 'random_control') return text('decisionUniform', given);
  const probabilities = candidates.map(({ probability }) => probability);
  const [best, least] = [Math.max(...probabilities), Math.min(...probabilities)];
  const who = text('decisionWhoAgent');
  if (candidates.length === 1) return text('decisionOnly', given);
  if (best - least <= 1e-9) return text('decisionAlike', { ...given, who });
  if ((propensity ?? 0) >= best - 1e-9) return text('decisionChosen', { ...given, who });
  return text('decisionChosenOther', { ...given, who, best: share(best) });
}

function howLearned({ group, reasons }: Explanation): string {
  if (group === 'random_control') return text('decisionControl');
  const draws = reasons !== null && 'wonDraws' in reasons ? reasons.wonDraws : null;
  if (draws === null || draws === undefined) return '';
  return draws.won > 0
    ? text('decisionLearned', { won: draws.won, draws: draws.draws })
    : text('decisionExplored', { draws: draws.draws });
}

function sentWords({ sent }: Decision): string {
  if (sent === null) return text('decisionSentNone');
  if (sent.state === 'accepted') return text('decisionSent_accepted');
  return text('decisionSent_other', {
    state: [sent.state, sent.reason].filter(Boolean).join(': ').replaceAll('_', ' '),
  });
}

export interface BarPart {
  readonly action: number;
  /** In [0, 1]; parts lie end to end, in the order in which the draw goes through them. */
  readonly from: number;
  readonly probability: number;
  readonly isChosen: boolean;
}

/** The bar as the draw saw it: a draw of u takes the first action whose probabilities add up to more than u. */
export function probabilityBar({ candidates }: Explanation, draw: number): BarPart[] {
  let from = 0;
  return candidates
    .toSorted((a, b) => a.action - b.action)
    .map(({ action, probability }) => {
      const part = { action, from, probability, isChosen: draw >= from && draw < from + probability };
      from += probability;
      return part;
    });
}

interface ReasonsView {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly words: string }[];
  readonly total: string;
}

/** One for each dimension that the policy weighs; empty where it does not. */
export function reasonsOf(
  { reasons }: Explanation,
  names: OptionNames,
  dimensionName: (id: string) => string,
): ReasonsView[] {
  if (reasons === null || !('comparisons' in reasons)) return [];
  return reasons.comparisons.map(({ dimension, chosen, alternative, difference, forEverybody, attributes }) => {
    const bar = (label: string, value: number) => ({ label, value, words: signedPlaces(value) });
    return {
      title: text('whyDimension', {
        ...{
          dimension: dimensionName(dimension),
          chosen: names(dimension, chosen),
          other: names(dimension, alternative),
        },
      }),
      bars: [
        bar(text('forEverybody'), forEverybody),
        ...attributes.map(({ attribute, contribution }) => bar(attribute.replaceAll('_', ' '), contribution)),
      ],
      total: signedPlaces(difference),
    };
  });
}

export const unitOf = ({ reasons }: Explanation): TextKey =>
  reasons !== null && 'unit' in reasons && reasons.unit === 'log_odds' ? 'whyThisNote_log_odds' : 'whyThisNote_other';

export interface HistoryRow {
  readonly day: string;
  readonly agent: string;
  readonly got: string;
  readonly sent: string;
  readonly after: string;
}

type Row = CustomerExport['tables'][string][number];

/** Newest first, over all agents: what was decided, what became of it and why, and what came in its window; or who had them. */
export function historyOf({ tables }: CustomerExport, names: OptionNames): HistoryRow[] {
  const byDecision = (table: string) =>
    new Map((tables[table] ?? []).map((row) => [String(row['decision_id']), row] as const));
  const [batches, rewards] = [byDecision('batches'), byDecision('rewards')];
  const decided = (tables['decisions'] ?? []).map((row) => {
    const id = String(row['decision_id']);
    return {
      ...{ day: String(row['day']), agent: String(row['agent']), got: gotOf(row, names) },
      ...{ sent: sentOf(batches.get(id)), after: afterOf(rewards.get(id)) },
    };
  });
  return [...decided, ...lostDays(tables['arbitration'] ?? [])].toSorted((a, b) => (a.day < b.day ? 1 : -1));
}

/** Days on which an agent wanted the customer and another one had them. */
const lostDays = (rows: readonly Row[]): HistoryRow[] =>
  rows
    .filter(({ agent, winner }) => winner !== agent)
    .map(({ day, agent, winner }) => ({
      ...{ day: String(day), agent: String(agent), got: text('historyLost', { winner: String(winner) }) },
      ...{ sent: text('none'), after: text('none') },
    }));

function sentOf(batch: Row | undefined): string {
  if (batch === undefined) return text('none');
  const words = (value: unknown): string => String(value).replaceAll('_', ' ');
  const { state, reason } = batch;
  return reason === null || reason === undefined ? words(state) : `${words(state)}: ${words(reason)}`;
}

function gotOf(row: Row, names: OptionNames): string {
  const options = Object.entries(row).flatMap(([column, value]) =>
    column.startsWith('option_') && value !== null ? [names(column.slice('option_'.length), String(value))] : [],
  );
  return options.length === 0 ? String(row['reason']).replaceAll('_', ' ') : options.join(' · ');
}

function afterOf(reward: Row | undefined): string {
  if (reward === undefined) return text('historyOpen');
  const events = Number(reward['events']);
  return events > 0 ? text('historyReward', { count: count(events) }) : text('historyRewardNone');
}
