/** What an agent bids for each customer of its audience: a rank, so that agents with other metrics can be compared. */
import type { CompiledRule } from '../../data/compiled-rules.ts';
import type { ContextTable } from '../../data/context-table.ts';
import { encodeTable } from '../../data/encode.ts';
import type { Encoding } from '../../data/encoding.ts';
import { actionSpace } from '../../design/action-space.ts';
import type { Agent } from '../../design/agent.ts';
import { eligibleMask } from '../../design/static-eligibility.ts';
import type { PolicyVersion } from '../../policy/policy-version.ts';
import type { Day } from '../../terms.ts';
import { MaskTree } from '../eligibility/mask-tree.ts';
import { refuseByRules } from '../eligibility/rule-refusals.ts';
import { expectedGains } from './expected-gains.ts';

interface BidFacts {
  readonly agent: Agent;
  readonly rules: readonly CompiledRule[];
  readonly encoding: Encoding;
  readonly policyVersion: PolicyVersion;
  /** The day that is bid for. */
  readonly day: Day;
  /** One row per customer, of all groups alike. */
  readonly context: ContextTable;
}

/**
 * In (0, 1), one per row; NaN where rules and dates leave nothing to send. Caps, budgets and earlier choices play no part: only
 * groups that are sent to have them, and a bid must not know the group.
 */
export function bidRanks({ agent, rules, encoding, policyVersion, day, context }: BidFacts): Float64Array {
  const space = actionSpace(agent.dimensions);
  const tree = new MaskTree(eligibleMask(space, agent.dimensions, day));
  const nodes = new Int32Array(context.rowCount);
  refuseByRules(tree, nodes, { rules, table: context, space });
  const masks = Array.from(nodes, (node) => tree.maskOf(node));
  return middleRanks(expectedGains({ version: policyVersion, space, features: encodeTable(encoding, context), masks }));
}

/** Share of the values that are lower, and half of those that are equal; NaN stays NaN and counts nowhere. */
export function middleRanks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const placeOf = new Map<number, { from: number; count: number }>();
  for (const [at, value] of sorted.entries()) {
    const place = placeOf.get(value);
    if (place === undefined) placeOf.set(value, { from: at, count: 1 });
    else place.count += 1;
  }
  return values.map((value) => {
    const place = placeOf.get(value);
    return place === undefined ? Number.NaN : (place.from + place.count / 2) / sorted.length;
  });
}
