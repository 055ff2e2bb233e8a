/**
 * The day's decisions as the rows of a recommendation file: one per customer to whom something is to be sent. The group is
 * left out on purpose: who sends the messages must not be able to treat the groups differently. No I/O, and no id is opened
 * here: the caller passes the external ids.
 */
import { chosenOptions, numberColumn, type StoredDecisions, textColumn } from '../data/decision-table.ts';
import type { Agent } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';
import type { Day, DecisionId, Instant } from '../terms.ts';
import { type Fate, fateOf } from './fate-of.ts';
import { type TriggerProperties, triggerProperties } from './trigger-properties.ts';

export type RecommendationType = 'text' | 'number' | 'boolean' | 'instant';
type RecommendationCell = string | number | boolean | null;

export interface RecommendationColumn {
  readonly name: string;
  readonly type: RecommendationType;
  /** One per row; instants are epoch milliseconds, null = nothing. */
  readonly values: readonly RecommendationCell[];
}

export interface RecommendationTable {
  readonly rowCount: number;
  readonly columns: readonly RecommendationColumn[];
}

export interface RecommendationInput {
  readonly decisions: StoredDecisions;
  readonly agent: Pick<Agent, 'dimensions'>;
  readonly day: Day;
  /** The planned decisions; the rows are sorted by these ids. */
  readonly decisionIds: readonly DecisionId[];
  /** External id of the customer of a row of `decisions`. */
  readonly externalIdOf: (row: number) => string;
}

/** Throws `internal` for a planned decision that is not in the log. */
export function recommendationTable(input: RecommendationInput): RecommendationTable {
  const { decisions, agent, decisionIds } = input;
  const ids = textColumn(decisions, 'decision_id');
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const rows = decisionIds.toSorted().map((id) => {
    const row = rowOf.get(id);
    if (row !== undefined) return row;
    throw new FitlyError('internal', `the plan names the decision ${id}, which is not in the log of ${input.day}`);
  });
  const sendAt = numberColumn(decisions, 'send_at');
  const options = rows.map((row) => chosenOptions(decisions, row));
  const column = (name: string, type: RecommendationType, cell: (row: number) => RecommendationCell) => ({
    name,
    type,
    values: rows.map(cell),
  });
  return {
    rowCount: rows.length,
    columns: [
      column('external_id', 'text', input.externalIdOf),
      column('decision_id', 'text', (row) => ids[row] ?? null),
      column('day', 'text', () => input.day),
      column('send_at', 'instant', (row) => instantOrNull(sendAt[row])),
      ...agent.dimensions.map(({ id }) => ({
        name: id,
        type: 'text' as const,
        values: options.map((chosen) => chosen[id] ?? null),
      })),
      ...valueColumns(
        agent,
        rows.map((row, index) => triggerProperties(agent, options[index]!, ids[row] ?? '')),
      ),
    ],
  };
}

const instantOrNull = (at: Instant | undefined): Instant | null => (at === undefined || Number.isNaN(at) ? null : at);

/** What the chosen options pass to a template, as a triggered campaign would get it; null where none passes the value. */
function valueColumns(agent: Pick<Agent, 'dimensions'>, passed: readonly TriggerProperties[]): RecommendationColumn[] {
  return [...valueTypes(agent)].map(([name, type]) => ({
    name: `value_${name}`,
    type,
    values: passed.map((values) => {
      const value = values[name] ?? null;
      return type === 'text' && value !== null ? String(value) : value;
    }),
  }));
}

/** Names of all values in the order of the file; a name that carries different types is a text. */
function valueTypes({ dimensions }: Pick<Agent, 'dimensions'>): Map<string, RecommendationType> {
  const types = new Map<string, RecommendationType>();
  for (const [name, value] of dimensions.flatMap(({ options }) =>
    options.flatMap(({ values }) => Object.entries(values)),
  )) {
    const type = typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
    const known = types.get(name) ?? type;
    types.set(name, known === type ? type : 'text');
  }
  return types;
}

/** Why decisions of the day are not in the file. */
export interface LeftOut {
  readonly sends_nothing: number;
  readonly no_eligible_action: number;
  readonly over_budget: number;
}

export function countLeftOut(decisions: StoredDecisions): LeftOut {
  const fate = fateOf(decisions);
  const fates = Array.from({ length: decisions.rowCount }, (_, row) => fate(row));
  const count = (wanted: Fate): number => fates.filter((each) => each === wanted).length;
  return {
    sends_nothing: count('send_nothing'),
    no_eligible_action: count('no_eligible_action'),
    over_budget: count('cap'),
  };
}
