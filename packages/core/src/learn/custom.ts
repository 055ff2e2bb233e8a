/** A policy from a file of the user's, under the contract that all others keep. */
import { uniform } from '../math/random.ts';
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { LearnDayInput, Policy } from '../policy/contract.ts';
import { called, policyTask } from '../policy/custom-probabilities.ts';
import { freeze, frozenJson } from '../policy/frozen-json.ts';
import type { Json, PolicyCode, PolicyRow } from '../policy/policy-code.ts';
import { NO_ENCODING } from '../policy/policy-version.ts';
import { plainFold } from './plain-fold.ts';
import { checkRows, rowsByShard } from './shards.ts';

export interface CustomState {
  /** Rows so far. */
  readonly n: number;
  /** What `learn` returned last; null before. */
  readonly value: Json;
  /** Since then. */
  readonly days: number;
}

/** The file as it was read. */
export interface PolicyFile {
  /** As the agent file names it. */
  readonly file: string;
  readonly sha256: string;
  readonly source: string;
  readonly code: PolicyCode;
}

/** `features`: the name of each number of a context row. */
export function customPolicy(own: PolicyFile, features: readonly string[]): Policy<CustomState> {
  const { file, code } = own;
  return {
    name: 'custom',
    emptyState: () => ({ n: 0, value: null, days: 0 }),
    learnDay: (input) => learnDay(own, features, input),
    forget: ({ state, days }) => ({ ...state, days: state.days + days }),
    // Action numbers change with the options; what a file keeps it must key by option ids, as the guide says.
    adapt: (state) => state,
    nextVersion({ state, layout, encodingVersion, key, name }) {
      // On the first day nothing is encoded yet, and a policy that looks at customers has nothing to look at.
      if (encodingVersion === NO_ENCODING) return { kind: 'uniform' };
      const task = policyTask(layout.space, features);
      const random = (part: string): number => uniform(key, name, part);
      const prepared =
        code.prepare === undefined
          ? state.value
          : frozenJson(
              file,
              'prepare',
              called(file, 'prepare', () => code.prepare?.({ state: state.value, task, random })),
            );
      return {
        kind: 'custom',
        ...own,
        space: { dimensions: layout.space.dimensions },
        encodingVersion,
        contextSize: layout.contextSize,
        features,
        state: prepared,
      };
    },
    serializeState: (state) => packNumbers({ format: CUSTOM_FORMAT, ...state }, new Float64Array()),
    deserializeState: deserializeCustom,
  };
}

function learnDay(
  { file, code }: PolicyFile,
  features: readonly string[],
  { state, layout, rows, shardKey }: LearnDayInput<CustomState>,
): CustomState {
  checkRows(layout, rows);
  if (rows.count === 0 || code.learn === undefined) return state;
  const { contextSize, space } = layout;
  // In the order of customers, so that the order in which rows come plays no part.
  const ordered = rowsByShard(rows, plainFold.shardsOf(shardKey, rows.customerKeys)).flat();
  const given = ordered.map(
    (row): PolicyRow => ({
      action: rows.actions[row]!,
      context: Array.from(rows.contexts.subarray(row * contextSize, (row + 1) * contextSize)),
      reward: rows.rewards[row]!,
      weight: rows.weights?.[row] ?? 1,
    }),
  );
  const learned = called(file, 'learn', () =>
    code.learn?.({ state: state.value, rows: given, days: state.days, task: policyTask(space, features) }),
  );
  return { n: state.n + rows.count, value: frozenJson(file, 'learn', learned), days: 0 };
}

export const CUSTOM_FORMAT = 'fitly/custom-state/1';

/** The inverse. Throws `database_damaged` for other bytes. */
function deserializeCustom(bytes: Uint8Array): CustomState {
  const { format, n, value, days } = unpackNumbers(bytes, 'learner state').header as Record<string, unknown>;
  if (format !== CUSTOM_FORMAT || typeof n !== 'number' || typeof days !== 'number' || value === undefined) {
    throw damaged(bytes, 'learner state');
  }
  return { n, value: freeze(value as Json), days };
}
