import { describe, expect, test } from 'vitest';
import { GROUPS, type Group } from '../../terms.ts';
import { type AttributeBin, type AttributeFacts, attributeHealth } from './attribute-health.ts';

const enrolledOf = (counts: Partial<Record<Group, number>> = {}): AttributeBin['enrolled'] =>
  Object.fromEntries(GROUPS.map((group) => [group, counts[group] ?? 0])) as Record<Group, number>;
const bin = (today: number, trained = 0, enrolled: Partial<Record<Group, number>> = {}): AttributeBin => ({
  today,
  trained,
  enrolled: enrolledOf(enrolled),
});
const facts = (bins: readonly AttributeBin[], more: Partial<AttributeFacts> = {}): AttributeFacts => ({
  ...{ attribute: 'tier', type: 'number', isHistory: false, distinct: 5, ageDays: 0, suspected: 0 },
  bins,
  ...more,
});
const problemsOf = (one: AttributeFacts) => attributeHealth([one])[0]!.problems;
const FINE = [bin(10, 10), bin(500, 500), bin(490, 490)];

describe('problems', () => {
  test.each<[string, AttributeFacts, readonly string[]]>([
    ['nothing', facts(FINE), []],
    ['missing for more than 98 %', facts([bin(990), bin(10)]), ['mostly_missing']],
    ['missing for exactly 98 %', facts([bin(98), bin(2)]), []],
    ['one value everywhere', facts([bin(0), bin(100)], { distinct: 1 }), ['constant']],
    ['one value, which some have', facts([bin(40), bin(60)], { distinct: 1 }), []],
    ['an id', facts([bin(0), bin(1000)], { type: 'category', distinct: 950 }), ['all_distinct']],
    ['numbers may all differ', facts([bin(0), bin(1000)], { distinct: 950 }), []],
    ['an old import', facts(FINE, { ageDays: 8 }), ['stale']],
    ['personal values', facts(FINE, { suspected: 1 }), ['looks_personal']],
    ['another world than in training', facts([bin(0, 0), bin(900, 500), bin(100, 500)]), ['drifted']],
    ['so few that chance does it', facts([bin(0, 0), bin(9, 10), bin(1, 10)]), []],
    ['history moves, and that is no problem', facts([bin(0, 990), bin(1000, 10)], { isHistory: true }), []],
  ])('%s', (_, given, expected) => {
    expect(problemsOf(given)).toEqual(expected);
  });

  test('the index is that of the textbook: shares .9 and .1 against .5 and .5 give .879', () => {
    const [health] = attributeHealth([facts([bin(0, 0), bin(900_000, 500_000), bin(100_000, 500_000)])]);
    expect(health!.drift).toBeCloseTo(0.4 * Math.log(1.8) - 0.4 * Math.log(0.2), 3);
  });

  test('an attribute that sorts customers into groups is found, and its p is that of a χ² test', () => {
    const bins = [bin(0, 0, {}), bin(1, 0, { agent: 300, holdout: 100 }), bin(1, 0, { agent: 200, holdout: 200 })];
    const [health] = attributeHealth([facts(bins)]);
    // χ² = 160/3 with 1 degree of freedom; Python: math.erfc(math.sqrt(160 / 3 / 2)).
    expect(health!.groupP).toBeCloseTo(2.81e-13, 15);
    expect(health!.problems).toEqual(['depends_on_group']);
  });

  test('p is adjusted for the number of attributes, history left out', () => {
    const some = [bin(1, 0, { agent: 60, holdout: 40 }), bin(1, 0, { agent: 40, holdout: 60 })];
    const [alone] = attributeHealth([facts(some)]);
    const three = attributeHealth([facts(some), facts(some, { isHistory: true }), facts(some)]);
    expect(three.map(({ groupP }) => groupP)).toEqual([alone!.groupP! * 2, null, alone!.groupP! * 2]);
  });

  test('no audience, no groups and no training are no numbers', () => {
    const [health] = attributeHealth([facts([bin(0)], { distinct: 0, ageDays: Number.NaN })]);
    expect(health).toMatchObject({ coverage: null, drift: null, groupP: null, ageDays: null, problems: [] });
  });
});

test('among randomised groups an alarm is rare: .001 for all attributes together', () => {
  const uniform = mulberry32(1);
  let alarms = 0;
  for (let world = 0; world < 400; world++) {
    const all = Array.from({ length: 5 }, () => {
      const counts = Array.from({ length: 6 }, () => ({ agent: 0, holdout: 0, random_control: 0 }));
      for (let customer = 0; customer < 600; customer++) {
        const u = uniform();
        const group = u < 0.7 ? 'agent' : u < 0.9 ? 'random_control' : 'holdout';
        counts[Math.floor(uniform() * 6)]![group] += 1;
      }
      return facts(counts.map((each) => bin(100, 0, each)));
    });
    if (attributeHealth(all).some(({ problems }) => problems.includes('depends_on_group'))) alarms += 1;
  }
  expect(alarms).toBeLessThanOrEqual(3);
});

/** The same numbers on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
