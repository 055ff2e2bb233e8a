/**
 * For a sample of the day's decisions: how much each attribute spoke for the chosen option, against the best other one. The
 * sample is the first customers by their keyed hash, so nobody chose it; prices of scarce budgets are the same for all and play no part.
 */
import {
  type ContextTable,
  type Encoding,
  encodeTable,
  numberColumn,
  parseMask,
  parseProbabilities,
  type StoredDecisions,
  textColumn,
} from '@fitly/core/data';
import { reasonsOf } from '@fitly/core/decide';
import { type ActionSpace, actionSpaceOf, sameSpace } from '@fitly/core/design';
import { deserializePolicyVersion } from '@fitly/core/policy';
import type { BeeswarmPoint } from '@fitly/core/report';
import type { CustomerKey } from '@fitly/core/terms';
import { policyVersion } from '@fitly/store';
import { contextOf, readSample } from './decision-log.ts';
import { readEncodingVersion } from './encodings.ts';
import type { RunContext } from './run-context.ts';

const SAMPLE = 100;
const MOST_ATTRIBUTES = 6;

/** `decisions`: of the day, without their context. Empty while nothing is learned, and where the space has just changed. */
export async function beeswarmOf(
  context: RunContext,
  decisions: StoredDecisions,
  space: ActionSpace,
): Promise<BeeswarmPoint[]> {
  const [groups, texts] = [textColumn(decisions, 'group'), textColumn(decisions, 'probabilities')];
  const rows = Array.from({ length: decisions.rowCount }, (_, row) => row)
    .filter((row) => groups[row] === 'agent' && (texts[row] ?? 'u') !== 'u')
    .slice(0, SAMPLE);
  const [first] = rows;
  if (first === undefined) return [];
  const { store, agent } = context;
  const stored = await policyVersion(store.state.db, agent.name, numberColumn(decisions, 'policy_version')[first]!);
  const encoding = await readEncodingVersion(context, numberColumn(decisions, 'encoding_version')[first]!);
  if (stored === null || encoding === null) return [];
  const version = deserializePolicyVersion(stored.payload);
  if (version.kind !== 'linear_draws' || !sameSpace(actionSpaceOf(version.space), space)) return [];
  const of = (name: string): readonly (string | null)[] => {
    const column = textColumn(decisions, name);
    return rows.map((row) => column[row] ?? null);
  };
  const sample = await readSample(
    context,
    context.day,
    of('decision_id').map((id) => id ?? ''),
  );
  const table = contextOf(sample, agent.context);
  const masks = of('mask_id').map((id) => parseMask(id ?? '', space.size));
  const prepared = {
    space,
    customers: textColumn(sample, 'customer_key').map((key) => ({
      ...{ customerKey: key as CustomerKey, group: 'agent' as const, timeZone: null, recentSends: [] },
    })),
    features: encodeTable(encoding, table),
    nodes: Int32Array.from(rows, (_, at) => at),
    tree: { maskOf: (at: number) => masks[at]! },
    budgetPlan: { actionPrices: null },
  };
  const actions = numberColumn(decisions, 'action');
  const rankOf = ranksIn(table, encoding);
  const points = rows.flatMap((row, at) => {
    const probabilities = parseProbabilities(texts[row]!);
    const wins = new Map(probabilities.kind === 'draws' ? probabilities.wins : []);
    const reasons = reasonsOf({ prepared, version, encoding, row: at, chosen: actions[row]!, wins });
    return reasons.comparisons.flatMap(({ dimension, attributes }) =>
      attributes.map(({ attribute, contribution }) => ({
        dimension,
        attribute,
        contribution,
        rank: rankOf(attribute, at),
      })),
    );
  });
  return strongest(points);
}

/** The attributes that move a dimension most. */
function strongest(points: readonly BeeswarmPoint[]): BeeswarmPoint[] {
  return [...Map.groupBy(points, ({ dimension }) => dimension).values()].flatMap((own) => {
    const byAttribute = [...Map.groupBy(own, ({ attribute }) => attribute).values()];
    const weightOf = (all: readonly BeeswarmPoint[]): number =>
      all.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
    return byAttribute
      .sort((a, b) => weightOf(b) - weightOf(a))
      .slice(0, MOST_ATTRIBUTES)
      .flat();
  });
}

/** Share of the sample's known values that are smaller; null for categories and what is missing. */
function ranksIn(table: ContextTable, { features }: Encoding) {
  const sorted = new Map<string, Float64Array>();
  const columnOf = (attribute: string): Float64Array | null => {
    const column = table.columns[table.attributes.findIndex((each) => each.attribute === attribute)];
    return column instanceof Float64Array ? column : null;
  };
  for (const { attribute } of features)
    sorted.set(attribute, (columnOf(attribute) ?? new Float64Array()).filter((value) => !Number.isNaN(value)).sort());
  return (attribute: string, row: number): number | null => {
    const value = columnOf(attribute)?.[row] ?? Number.NaN;
    const values = sorted.get(attribute);
    if (values === undefined || values.length < 2 || Number.isNaN(value)) return null;
    return values.filter((each) => each < value).length / (values.length - 1);
  };
}
