/** A data set as a bandit problem: customers that come in batches, and what is known of what an action would have brought. */
import { encodeTable, fitEncoding } from '@fitly/core/data';
import { type ActionSpace, actionSpaceOf } from '@fitly/core/design';
import { contextOf, type RawTable } from './read-table.ts';

export interface BanditTask {
  readonly name: string;
  readonly space: ActionSpace;
  readonly contextSize: number;
  readonly rowCount: number;
  /** rowCount × contextSize, row-major. */
  readonly contexts: Float64Array;
  /** Customers between two looks at what was learned. */
  readonly batchSize: number;
}

/** One dimension, `action`, with these options; the context encoded as an agent encodes it, fitted on all rows. */
export function banditTask(
  name: string,
  table: RawTable,
  { features, actions, batchSize }: { features: readonly string[]; actions: readonly string[]; batchSize: number },
): BanditTask {
  const context = contextOf(table, features);
  const encoding = fitEncoding(context.attributes, context, 1);
  return {
    name,
    space: actionSpaceOf({ dimensions: [{ id: 'action', optionIds: actions }] }),
    contextSize: encoding.features.length,
    rowCount: table.rowCount,
    contexts: encodeTable(encoding, context),
    batchSize,
  };
}
