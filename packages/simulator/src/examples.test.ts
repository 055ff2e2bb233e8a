import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { actionsOf } from './runner/actions.ts';
import { createTruth, yardsticks } from './runner/truth.ts';
import { createWorld } from './runtime/create-world.ts';
import { parseWorldFile } from './world-file/parse-world-file.ts';

const EXAMPLES = ['cross-sell', 'renewal', 'repeat-purchase', 'winback', 'referral', 'lead-nurture', 'loyalty'];
const read = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}/world.yaml`, import.meta.url), 'utf8');
/** Enough to know the margins to a few percent. */
const CUSTOMERS = 400;

describe.each(EXAMPLES)('the world of %s', (name) => {
  const parsed = parseWorldFile(read(name), 'world.yaml');

  test('has no mistake, and a size at which something can be learned', () => {
    expect(parsed.ok ? [] : parsed.issues).toEqual([]);
    if (!parsed.ok) return;
    expect(parsed.spec.name).toBe(name);
    expect(parsed.spec.customers).toBeGreaterThanOrEqual(3000);
    expect(parsed.spec.customers).toBeLessThanOrEqual(6000);
  });

  test('choosing for everybody beats chance by half, and choosing for each beats the best of that by a quarter', () => {
    if (!parsed.ok) throw new Error('see the test before');
    const world = createWorld(parsed.spec, { seed: '1', startAt: Date.parse('2026-03-02T05:00:00Z') });
    const actions = actionsOf(parsed.spec);
    const { uniform, bestFixed, oracle } = yardsticks(world, actions, createTruth(world, actions), 0, CUSTOMERS);
    expect(uniform).toBeGreaterThan(0);
    expect(bestFixed / uniform).toBeGreaterThan(1.5);
    expect(oracle / bestFixed).toBeGreaterThan(1.25);
  });

  test('names in its first comment what an agent needs: segments, campaigns, dimensions, options and the event', () => {
    if (!parsed.ok) throw new Error('see the test before');
    const { spec } = parsed;
    const head = /^(?:#.*\n)+/.exec(read(name))?.[0] ?? '';
    const outcome = spec.outcomes[spec.reward.outcome]!;
    const names = [
      ...spec.segments.map(({ id }) => id),
      ...Object.values(spec.campaigns).map(({ id }) => id),
      ...spec.dimensions.map(({ id }) => id),
      ...spec.dimensions.flatMap(({ options }) => options.map(({ id }) => id)),
      outcome.event ?? 'purchase',
      ...Object.keys(outcome.fields),
    ];
    expect(names.filter((each) => !head.includes(each))).toEqual([]);
  });
});
