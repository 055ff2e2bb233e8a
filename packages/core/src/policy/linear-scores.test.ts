import { expect, test } from 'vitest';
import { actionSpaceOf } from '../design/action-space.ts';
import { normalStream } from '../math/random.ts';
import { sipKey } from '../math/siphash.ts';
import { blocksOf, featureLayout, pairsOf } from './feature-layout.ts';
import { prepareScores } from './linear-scores.ts';
import type { LinearDrawsVersion } from './policy-version.ts';

const KEY = sipKey('00112233445566778899aabbccddeeff');
const spaceOf = (counts: readonly number[]) =>
  actionSpaceOf({
    dimensions: counts.map((count, dim) => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: count }, (_, i) => `o${i}`),
    })),
  });

type Arithmetic = LinearDrawsVersion['arithmetic'];

function randomVersion(
  counts: readonly number[],
  contextSize: number,
  draws: number,
  arithmetic: Arithmetic = 'float32',
): LinearDrawsVersion {
  const space = spaceOf(counts);
  const next = normalStream(KEY, `version ${counts.join()}`);
  const coefficients = Float64Array.from({ length: draws * featureLayout(space, contextSize).size }, next);
  return { kind: 'linear_draws', arithmetic, space, encodingVersion: 1, contextSize, draws, floor: 0.02, coefficients };
}

/** φ(x, a) · w for every action and draw, straight from the definition. */
function plainWinners(version: LinearDrawsVersion, x: Float64Array, mask: Uint8Array): number[] {
  const space = actionSpaceOf(version.space);
  const layout = featureLayout(space, version.contextSize);
  return Array.from({ length: version.draws }, (_, m) => {
    const w = version.coefficients.subarray(m * layout.size, (m + 1) * layout.size);
    const scores = Array.from({ length: space.size }, (_, action) => {
      let score = 0;
      for (const block of blocksOf(layout, action)) {
        score += w[block]!;
        for (let j = 0; j < x.length; j++) score += w[block + 1 + j]! * x[j]!;
      }
      for (const pair of pairsOf(layout, action)) score += w[pair]!;
      return mask[action] === 1 ? score : -Infinity;
    });
    return scores.indexOf(Math.max(...scores));
  });
}

const SPACES: readonly (readonly [counts: readonly number[], contextSize: number])[] = [
  [[5, 4, 3, 2], 6],
  [[7], 3],
  [[3, 2], 0],
  [[1, 1, 1], 2],
  [[], 4],
];

test.each(
  SPACES.flatMap(([counts, d]) =>
    (['float32', 'float64'] as const).map((arithmetic) => [arithmetic, counts, d] as const),
  ),
)(
  'the split by dimension finds the winners of the plain definition in %s, spaces %j with %i numbers of context',
  (arithmetic, counts, d) => {
    const version = randomVersion(counts, d, 32, arithmetic);
    const space = spaceOf(counts);
    const findWinners = prepareScores(version, space);
    const next = normalStream(KEY, 'contexts');
    for (let customer = 0; customer < 20; customer++) {
      const x = Float64Array.from({ length: d }, (_, j) => (j === 1 ? 0 : next()));
      const mask = Uint8Array.from({ length: space.size }, (_, action) =>
        Number(action === customer % space.size || next() > 0),
      );
      expect(Array.from(findWinners(x, mask))).toEqual(plainWinners(version, x, mask));
    }
  },
);

test('equal scores go to the lowest eligible action', () => {
  const space = spaceOf([3, 3]);
  const size = featureLayout(space, 0).size;
  const version: LinearDrawsVersion = { ...randomVersion([3, 3], 0, 2), coefficients: new Float64Array(2 * size) };
  expect(
    Array.from(prepareScores(version, space)(new Float64Array(), Uint8Array.of(0, 0, 1, 1, 1, 1, 1, 1, 1))),
  ).toEqual([2, 2]);
});

test('a version for other options, another context or no number at all is refused', () => {
  const version = randomVersion([2, 2], 1, 2);
  expect(() => prepareScores(version, spaceOf([2, 3]))).toThrow('other dimensions or options');
  const findWinners = prepareScores(version, spaceOf([2, 2]));
  expect(() => findWinners(new Float64Array(2), new Uint8Array(4).fill(1))).toThrow('expected 1 and 4');
  expect(() => findWinners(new Float64Array(1), new Uint8Array(4))).toThrow('no action won');
  expect(() => findWinners(Float64Array.of(Number.NaN), new Uint8Array(4).fill(1))).toThrow('no action won');
});
