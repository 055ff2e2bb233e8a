import { keyedHex } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import { type AgentName, asDecisionId, type CustomerKey, type Day, type DecisionId } from '../terms.ts';

export interface DecisionIdentity {
  /** Random id of the installation. */
  readonly installation: string;
  readonly agent: AgentName;
  readonly customerKey: CustomerKey;
  readonly day: Day;
}

/** The id of the one decision that there can be: known before it is made, and after it was forgotten. */
export const decisionIdOf = (key: SipKey, { installation, agent, customerKey, day }: DecisionIdentity): DecisionId =>
  asDecisionId(keyedHex(key, installation, agent, customerKey, day));
