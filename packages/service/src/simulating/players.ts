/** The agent's own policy, and the test that a marketer would make by hand, as players of a design. */
import { encodingNames } from '@fitly/core/data';
import { type Agent, actionSpace, decisionDays } from '@fitly/core/design';
import {
  customPolicy,
  fixedPolicy,
  funnelPolicy,
  type LearnerState,
  linearPolicyOf,
  linearThompson,
  type PolicyFile,
} from '@fitly/core/learn';
import { type SipKey, sipKey } from '@fitly/core/math';
import { type FeatureLayout, featureLayout, type Policy, type PolicyVersion } from '@fitly/core/policy';
import { createKernelFold } from '@fitly/kernel';
import type { Design, DesignPlayer } from '@fitly/simulator';
import { type Beginning, startingWith } from '../beginning/beginning.ts';

/** Which random numbers the policies of simulations draw; they are nobody's secret. */
const KEY: SipKey = sipKey('6669746c792073696d756c6174696f6e');

/** What an agent does not begin with by itself. */
interface Brought {
  /** The policy file that the agent names, as it was read. */
  readonly own: PolicyFile | null;
  /** What is known before its first decision. */
  readonly begins: Beginning | null;
}

export function agentPlayer(design: Design, { own, begins }: Brought, world: string): DesignPlayer {
  const { learning, success } = design.agent;
  const units = { horizonDays: success.horizonDays, decisionDays: decisionDays(design.agent) };
  if (own !== null) return playerOf(customPolicy(own, encodingNames(design.encoding)), design, world);
  if (learning.policy === 'funnel') return playerOf(funnelPolicy(learning.funnel.length + 1), design, world);
  if (learning.policy === 'logistic') return playerOf(startingWith(begins), design, world);
  if (learning.policy === 'custom') throw new RangeError('an agent with a policy file was given none');
  return playerOf(linearPolicyOf(learning.policy, units), design, world);
}

function playerOf<State>(policy: Policy<State>, design: Design, world: string): DesignPlayer {
  const { agent, encoding } = design;
  const layout = layoutOf(design);
  let state = policy.emptyState(layout);
  const arithmetic = createKernelFold();
  let learnedOn: number | null = null;
  const versionAt = (day: number): PolicyVersion =>
    policy.nextVersion({
      state,
      layout,
      learning: agent.learning,
      encodingVersion: encoding.version,
      key: KEY,
      name: `${world}/${policy.name}/${day}`,
    });
  let version = versionAt(0);
  return {
    name: policy.name,
    version: () => version,
    learn(rows, day) {
      const days = learnedOn === null ? 0 : day - learnedOn;
      learnedOn = day;
      state = policy.forget({ state, layout, days, learning: agent.learning });
      state = policy.learnDay({ state, layout, rows, shardKey: KEY, arithmetic });
      version = versionAt(day);
    },
  };
}

const layoutOf = ({ agent, encoding }: Design): FeatureLayout =>
  featureLayout(actionSpace(agent.dimensions), encoding.features.length);

/** Days from 0. */
export interface TestPlan {
  /** Decisions before it are the test. */
  readonly testDays: number;
  /** The horizon of the test's decisions has closed: from then on everybody gets the winners. */
  readonly commitDay: number;
}

/** A quarter of the time; null where its outcomes are known too late for anybody to get the winners. */
export function testPlan(days: number, horizonDays: number): TestPlan | null {
  const testDays = Math.round(days / 4);
  const commitDay = testDays + horizonDays;
  return commitDay < days ? { testDays, commitDay } : null;
}

/** Everything by lot until `commitDay`, then for everybody the option of each dimension that did best in the test. */
export function testThenCommit(design: Design, { testDays, commitDay }: TestPlan): DesignPlayer {
  const { horizonDays } = design.agent.success;
  const layout = layoutOf(design);
  let state = linearThompson.emptyState(layout);
  let version: PolicyVersion = { kind: 'uniform' };
  let committed = false;
  return {
    name: 'test_then_commit',
    version: () => version,
    learn(rows, day) {
      if (committed) return;
      if (day - horizonDays < testDays) state = linearThompson.learnDay({ state, layout, rows, shardKey: KEY });
      if (day < commitDay) return;
      committed = true;
      const learning = {
        ...design.agent.learning,
        policy: 'fixed' as const,
        floor: 0,
        action: bestOptions(design.agent, layout, state),
      };
      version = fixedPolicy.nextVersion({ state, layout, learning, encodingVersion: 0, key: KEY, name: 'commit' });
    },
  };
}

/** By dimension, the active option with the best mean: Σ w y / Σ w stands in h and on the diagonal of J. */
function bestOptions(agent: Agent, layout: FeatureLayout, state: LearnerState): Record<string, string> {
  return Object.fromEntries(
    agent.dimensions.map(({ id, options }, dim) => {
      const means = options.map((option, position) => {
        const at = layout.optionOffsets[dim]![position]!;
        const weight = state.precision[(at * (at + 1)) / 2 + at]!;
        return option.state === 'active' && weight > 0 ? state.vector[at]! / weight : -Infinity;
      });
      return [id, options[means.indexOf(Math.max(...means))]!.id];
    }),
  );
}
