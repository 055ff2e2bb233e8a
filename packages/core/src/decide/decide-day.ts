/**
 * Step 5 as one pure call: facts of a day → the decision log of that day. The same inputs give the same table, bit for
 * bit; replay calls it again with what was stored.
 */
import { type ContextTable, contextRows } from '../data/context-table.ts';
import type { DecisionTable } from '../data/decision-table.ts';
import { encodeTable } from '../data/encode.ts';
import type { Encoding } from '../data/encoding.ts';
import { formatMask } from '../data/mask.ts';
import { probabilityVector } from '../data/probabilities.ts';
import { type ActionSpace, actionSpace } from '../design/action-space.ts';
import type { Agent } from '../design/agent.ts';
import { eligibleMask } from '../design/static-eligibility.ts';
import { FitlyError } from '../errors.ts';
import { keyedHex, uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { sampleAction } from '../policy/exploration.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { asDecisionId, type CustomerKey, type Day, type Group, type Instant } from '../terms.ts';
import { type Decided, decisionTable } from './decision-log.ts';
import { type SendInstant, sendInstants } from './send-instant.ts';

/** A customer who is due. */
export interface DueCustomer {
  readonly customerKey: CustomerKey;
  /** As stored at enrolment. */
  readonly group: Group;
  /** Zone name of the profile (IANA or Braze's), or null. */
  readonly timeZone: string | null;
}

export interface DecideDayInput {
  readonly agent: Agent;
  readonly agentVersion: number;
  readonly day: Day;
  readonly decidedAt: Instant;
  /** Strictly ascending by customer key. Customers of groups that get no decisions are passed over. */
  readonly customers: readonly DueCustomer[];
  /** One row per customer, in the same order. */
  readonly context: ContextTable;
  readonly encoding: Encoding;
  readonly policyVersion: PolicyVersion;
  readonly policyVersionNumber: number;
  readonly keys: { readonly draw: SipKey; readonly decisionId: SipKey };
  /** Part of every decision id, so that two installations never share one. */
  readonly installationId: string;
}

/**
 * One row per due customer of the groups `agent` (by the policy) and `random_control` (uniform over the same eligible
 * set), ascending by customer key. Throws `internal` when customers are not sorted, or when the context or the encoding
 * does not belong to them.
 */
export function decideDay(input: DecideDayInput): DecisionTable {
  checkInput(input);
  const { agent, customers, context } = input;
  const space = actionSpace(agent.dimensions);
  const mask = eligibleMask(space, agent.dimensions);
  const positions = customers.flatMap(({ group }, row) =>
    group === 'agent' || group === 'random_control' ? [row] : [],
  );
  const ownContext = contextRows(context, positions);
  const features = encodeTable(input.encoding, ownContext);
  const width = input.encoding.features.length;
  const decideOne = decider(input, space, mask);
  const decided = positions.map((position, row) =>
    decideOne(customers[position]!, features.subarray(row * width, (row + 1) * width)),
  );
  return decisionTable({
    decided,
    space,
    context: ownContext,
    agentVersion: input.agentVersion,
    policyVersionNumber: input.policyVersionNumber,
    encodingVersion: input.encoding.version,
    maskId: formatMask(mask),
    decidedAt: input.decidedAt,
  });
}

type DecideOne = (customer: DueCustomer, contextRow: Float64Array) => Decided;

function decider(input: DecideDayInput, space: ActionSpace, mask: Uint8Array): DecideOne {
  const { agent, day, keys, policyVersion } = input;
  const sendAt: SendInstant = sendInstants(agent, space, input.decidedAt);
  const uniformVersion: PolicyVersion = { kind: 'uniform' };
  return (customer, contextRow) => {
    const { customerKey, group } = customer;
    const draw = uniform(keys.draw, agent.name, day, customerKey);
    const decisionId = asDecisionId(keyedHex(keys.decisionId, input.installationId, agent.name, customerKey, day));
    const version = group === 'agent' ? policyVersion : uniformVersion;
    const probabilities = probabilitiesFor(version, space, contextRow, mask);
    if (probabilities === null) return { customerKey, group, decisionId, draw, choice: null };
    const vector = probabilityVector(probabilities, space, mask);
    const action = sampleAction(vector, draw);
    const choice = { action, propensity: vector[action]!, probabilities, sendAt: sendAt(action, customer.timeZone) };
    return { customerKey, group, decisionId, draw, choice };
  };
}

function checkInput({ customers, context, encoding, policyVersion }: DecideDayInput): void {
  const unsorted = customers.findIndex((each, i) => i > 0 && customers[i - 1]!.customerKey >= each.customerKey);
  if (unsorted !== -1) {
    throw new FitlyError('internal', `customer ${unsorted} of the due set is not after the one before it in key order`);
  }
  if (context.rowCount !== customers.length) {
    throw new FitlyError('internal', `${context.rowCount} context rows for ${customers.length} customers`);
  }
  if (policyVersion.kind === 'linear_draws' && policyVersion.encodingVersion !== encoding.version) {
    throw new FitlyError(
      'internal',
      `the policy version expects encoding ${policyVersion.encodingVersion}, given was ${encoding.version}`,
    );
  }
}
