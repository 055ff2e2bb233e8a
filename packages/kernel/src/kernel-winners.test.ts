import { type ActionSpace, actionSpaceOf, type SpaceDimension } from '@fitly/core/design';
import { normalStream, sipKey, uniform } from '@fitly/core/math';
import { featureLayout, type LinearDrawsVersion, plainWinners } from '@fitly/core/policy';
import { expect, test } from 'vitest';
import { kernelWinners } from './kernel-winners.ts';

const KEY = sipKey('00112233445566778899aabbccddeeff');

interface Shape {
  readonly counts: readonly number[];
  readonly contextSize: number;
  readonly draws: number;
  /** Dimension whose first option sends nothing. */
  readonly silent?: number;
  readonly cadence?: number;
}

function spaceOf({ counts, silent, cadence }: Shape): ActionSpace {
  const dimensions = counts.map(
    (count, dim): SpaceDimension => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: count }, (_, i) => `o${i}`),
      ...(silent === dim ? { silentId: 'o0' } : {}),
      ...(cadence === dim ? { cadence: true as const } : {}),
    }),
  );
  return actionSpaceOf({ dimensions });
}

function versionOf(shape: Shape, space: ActionSpace, coefficient: () => number): LinearDrawsVersion {
  const { contextSize, draws } = shape;
  const size = draws * featureLayout(space, contextSize).size;
  const coefficients = Float64Array.from({ length: size }, coefficient);
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space,
    encodingVersion: 1,
    contextSize,
    draws,
    floor: 0.02,
    coefficients,
  };
}

/** `n` customers who share some masks, with zeros among their numbers. */
function customersOf(space: ActionSpace, contextSize: number, n: number, next: () => number) {
  const masks = Array.from({ length: 5 }, (_, i) =>
    Uint8Array.from({ length: space.size }, (_, action) =>
      Number(
        space.canonical(action) === action && (i === 0 || action === space.canonical(i % space.size) || next() > 0),
      ),
    ),
  );
  return {
    contexts: Float64Array.from({ length: n * contextSize }, () => (next() > 0.5 ? 0 : next())),
    masks: Array.from({ length: n }, (_, row) => masks[Math.floor(uniform(KEY, 'mask', String(row)) * masks.length)]!),
  };
}

const SHAPES: readonly Shape[] = [
  { counts: [5, 4, 3, 4], contextSize: 20, draws: 64 },
  { counts: [2, 3], contextSize: 4, draws: 64, silent: 0 },
  { counts: [3, 2, 3], contextSize: 3, draws: 10, silent: 1, cadence: 2 },
  { counts: [2], contextSize: 1, draws: 1, silent: 0 },
  { counts: [7], contextSize: 0, draws: 5 },
  { counts: [], contextSize: 2, draws: 3 },
  { counts: [1, 1, 1], contextSize: 2, draws: 8 },
  { counts: [2, 2, 2, 2, 2, 2], contextSize: 9, draws: 33 },
];

/** Coarse numbers make ties; far-apart ones make every rounding show; tiny ones are below the normal numbers of a float. */
const COEFFICIENTS: Readonly<Record<string, (normal: number) => number>> = {
  normal: (normal) => normal,
  coarse: (normal) => Math.round(normal),
  'far apart': (normal) => normal * 10 ** Math.round(normal * 4),
  subnormal: (normal) => normal * 1e-41,
};

test.each(SHAPES.flatMap((shape) => Object.keys(COEFFICIENTS).map((kind) => ({ ...shape, kind }))))(
  'the kernel finds the winners of the plain code: $counts options, $contextSize numbers, $draws draws, $kind coefficients',
  (shape) => {
    const space = spaceOf(shape);
    const next = normalStream(KEY, JSON.stringify(shape));
    const version = versionOf(shape, space, () => COEFFICIENTS[shape.kind]!(next()));
    for (const prices of [
      null,
      Float64Array.from({ length: space.size }, (_, action) => Math.max(0, next()) * (action % 2)),
    ]) {
      const [kernel, plain] = [kernelWinners(version, space, prices), plainWinners(version, space, prices)];
      for (const n of [1, 3, 4, 61]) {
        const batch = customersOf(space, shape.contextSize, n, next);
        expect(Array.from(kernel(batch))).toEqual(Array.from(plain(batch)));
      }
    }
  },
);

test('a customer’s winners do not depend on who is scored with them', () => {
  const shape = SHAPES[0]!;
  const space = spaceOf(shape);
  const next = normalStream(KEY, 'company');
  const kernel = kernelWinners(versionOf(shape, space, next), space, null);
  const { contexts, masks } = customersOf(space, shape.contextSize, 40, next);
  const together = Array.from(kernel({ contexts, masks }));
  const alone = masks.flatMap((mask, row) =>
    Array.from(kernel({ contexts: contexts.subarray(row * 20, (row + 1) * 20), masks: [mask] })),
  );
  expect(alone).toEqual(together);
});

test('a version in double precision is scored by the plain code', () => {
  const shape = SHAPES[0]!;
  const space = spaceOf(shape);
  const next = normalStream(KEY, 'double');
  const version = { ...versionOf(shape, space, next), arithmetic: 'float64' as const };
  const batch = customersOf(space, shape.contextSize, 10, next);
  expect(kernelWinners(version, space, null)(batch)).toEqual(plainWinners(version, space, null)(batch));
});

test('what cannot be scored is refused, as by the plain code', () => {
  const shape = { counts: [2, 2], contextSize: 1, draws: 2 };
  const space = spaceOf(shape);
  const version = versionOf(shape, space, normalStream(KEY, 'refused'));
  const other = spaceOf({ ...shape, counts: [2, 3] });
  expect(() => kernelWinners(version, other, null)).toThrow('other dimensions or options');
  const kernel = kernelWinners(version, space, null);
  const all = new Uint8Array(4).fill(1);
  expect(() => kernel({ contexts: new Float64Array(2), masks: [all] })).toThrow('2 context numbers for 1 customers');
  expect(() => kernel({ contexts: new Float64Array(1), masks: [new Uint8Array(3).fill(1)] })).toThrow(
    'a mask of 3 actions',
  );
  expect(() => kernel({ contexts: new Float64Array(1), masks: [new Uint8Array(4)] })).toThrow('no action won');
  expect(() => kernel({ contexts: Float64Array.of(Number.NaN), masks: [all] })).toThrow('no action won');
});
