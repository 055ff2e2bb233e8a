/** The product's learning policy as a player of worlds: it sees attributes and rewards, as an agent would, and no persona. */
import { type ContextTable, contextRows, encodeTable, fitEncoding, probabilityVector } from '@fitly/core/data';
import { actionSpaceOf, type ContextAttribute, LEARNING_DEFAULTS, type Learning } from '@fitly/core/design';
import { linearThompson } from '@fitly/core/learn';
import { sipKey } from '@fitly/core/math';
import { featureLayout, type PolicyVersion, probabilitiesFor } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId } from '@fitly/core/terms';
import type { PlayedDecision, PlayOptions, World, WorldSpec } from '@fitly/simulator';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
/** What an agent file has when it says nothing else. */
const LEARNING: Learning = { policy: 'linear_thompson', ...LEARNING_DEFAULTS };

/** Policy and learning step for `play`; one per play, since it remembers. */
export function linearPlayer(world: World): Pick<PlayOptions, 'policy' | 'learn'> {
  const table = contextOf(world);
  const encoding = fitEncoding(table.attributes, table, 1);
  const width = encoding.features.length;
  const contexts = encodeTable(encoding, table);
  const { dimensions } = world.spec;
  const space = actionSpaceOf({
    dimensions: dimensions.map(({ id, options }) => ({ id, optionIds: options.map((option) => option.id) })),
  });
  const layout = featureLayout(space, width);
  const all = new Uint8Array(space.size).fill(1);
  let state = linearThompson.emptyState(layout);
  let version: PolicyVersion = { kind: 'uniform' };
  return {
    policy({ index }) {
      const row = contexts.subarray(index * width, (index + 1) * width);
      return probabilityVector(probabilitiesFor(version, space, row, all)!, space, all);
    },
    learn(decisions, day) {
      if (decisions.length === 0) return;
      const rows = {
        ...rewardsOf(decisions, world.spec.every, day),
        contexts: encodeTable(
          encoding,
          contextRows(
            table,
            decisions.map(({ player }) => player.index),
          ),
        ),
      };
      state = linearThompson.learnDay({ state, layout, rows, shardKey: KEY });
      const name = `${world.spec.name}/${day}`;
      version = linearThompson.nextVersion({ state, layout, learning: LEARNING, encodingVersion: 1, key: KEY, name });
    },
  };
}

function rewardsOf(decisions: readonly PlayedDecision[], every: number, day: number) {
  return {
    count: decisions.length,
    customerKeys: decisions.map(({ player }) => asCustomerKey(String(player.index))),
    decisionIds: decisions.map(({ player }) => asDecisionId(`${player.index}/${day}`)),
    actions: Int32Array.from(decisions, ({ action }) => action),
    rewards: Float64Array.from(decisions, ({ reward, exposureDays }) => reward / exposureDays),
    weights: Float64Array.from(decisions, ({ exposureDays }) => exposureDays / every),
  };
}

function contextOf(world: World): ContextTable {
  const attributes = Object.keys(world.spec.attributes).map((name) => contextAttribute(world.spec, name));
  const values = Array.from({ length: world.size }, (_, index) => world.attributesOf(index));
  return {
    attributes,
    rowCount: world.size,
    columns: attributes.map(({ attribute, type }) =>
      type === 'category'
        ? values.map((own) => own[attribute] as string | null)
        : Float64Array.from(values, (own) => (own[attribute] === null ? Number.NaN : Number(own[attribute]))),
    ),
  };
}

function contextAttribute({ attributes }: WorldSpec, attribute: string): ContextAttribute {
  const { oneOf, probability, lognormal } = attributes[attribute]!;
  const type = oneOf !== undefined ? 'category' : probability !== undefined ? 'boolean' : 'number';
  return {
    attribute,
    type,
    transform: lognormal === undefined ? 'none' : 'log1p',
    topK: 10,
    pii: 'quarantine',
    history: null,
  };
}
