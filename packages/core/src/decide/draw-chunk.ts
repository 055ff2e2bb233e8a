/**
 * What is worked out for each customer alone: probabilities, the number that chooses, the choice. Some thousand customers at a
 * time, as plain data, so that this thread or another one can do it: whoever does it, and however the customers are cut into
 * chunks, comes to the same.
 */
import { formatProbabilities, type Probabilities, probabilityVector } from '../data/probabilities.ts';
import { type ActionSpace, actionSpaceOf, type SpaceDescription } from '../design/action-space.ts';
import { uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { sampleAction } from '../policy/exploration.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesOfMany } from '../policy/probabilities-of-many.ts';
import type { PrepareWinners } from '../policy/winners-of-many.ts';
import type { AgentName, CustomerKey, Day, DecisionId } from '../terms.ts';
import { decisionIdOf } from './decision-id.ts';

/** The same for all chunks of a day. */
export interface ChunkDay {
  readonly space: SpaceDescription;
  readonly policyVersion: PolicyVersion;
  /** As in `ProbabilityBatch`. */
  readonly prices: Float64Array | null;
  readonly installation: string;
  readonly agent: AgentName;
  readonly day: Day;
  readonly keys: { readonly draw: SipKey; readonly decisionId: SipKey };
}

/** Columns of equal length. */
export interface Chunk {
  readonly customerKeys: readonly CustomerKey[];
  /** 0: drawn for by lot. */
  readonly isAgent: Uint8Array;
  /** Customers × d, row-major. */
  readonly features: Float64Array;
  /** Which of `masks` says what the customer may get. */
  readonly maskOf: Int32Array;
  readonly masks: readonly Uint8Array[];
}

/** By customer of the chunk. */
export interface DrawnChunk {
  readonly decisionIds: readonly DecisionId[];
  /** The uniform number that chose. */
  readonly draws: Float64Array;
  /** −1: nothing was eligible. */
  readonly actions: Int32Array;
  /** NaN without an action. */
  readonly propensities: Float64Array;
  /** As the log has them; null without an action. */
  readonly probabilities: readonly (string | null)[];
}

export type DrawChunk = (chunk: Chunk) => DrawnChunk;

export function drawChunks(day: ChunkDay, prepareWinners: PrepareWinners): DrawChunk {
  const space = actionSpaceOf({ dimensions: day.space.dimensions });
  const vector = new Float64Array(space.size);
  const { installation, agent, keys } = day;
  return (chunk) => {
    const { customerKeys, masks, maskOf } = chunk;
    const count = customerKeys.length;
    const drawn = {
      decisionIds: new Array<DecisionId>(count),
      draws: new Float64Array(count),
      actions: new Int32Array(count).fill(-1),
      propensities: new Float64Array(count).fill(Number.NaN),
      probabilities: new Array<string | null>(count).fill(null),
    };
    const found = probabilitiesOfChunk(day, space, chunk, prepareWinners);
    for (let row = 0; row < count; row++) {
      const customerKey = customerKeys[row]!;
      drawn.decisionIds[row] = decisionIdOf(keys.decisionId, { installation, agent, customerKey, day: day.day });
      drawn.draws[row] = uniform(keys.draw, agent, day.day, customerKey);
      const probabilities = found[row]!;
      if (probabilities === null) continue;
      probabilityVector(probabilities, space, masks[maskOf[row]!]!, vector);
      const action = sampleAction(vector, drawn.draws[row]!);
      drawn.actions[row] = action;
      drawn.propensities[row] = vector[action]!;
      drawn.probabilities[row] = formatProbabilities(probabilities);
    }
    return drawn;
  };
}

/** What each customer is drawn from; null without an eligible action. */
function probabilitiesOfChunk(
  { policyVersion, prices }: ChunkDay,
  space: ActionSpace,
  { masks, maskOf, isAgent, features }: Chunk,
  prepareWinners: PrepareWinners,
): readonly (Probabilities | null)[] {
  const isOpen = masks.map((mask) => mask.includes(1));
  const drawn = Array.from(maskOf, (mask): Probabilities | null => (isOpen[mask] ? { kind: 'uniform' } : null));
  const rows = [...maskOf.keys()].filter((row) => isAgent[row] === 1);
  const ofRows = Array.from(maskOf, (mask) => masks[mask]!);
  const batch = { space, features, masks: ofRows, rows, prices };
  for (const [at, found] of probabilitiesOfMany(policyVersion, batch, prepareWinners).entries()) {
    drawn[rows[at]!] = found;
  }
  return drawn;
}
