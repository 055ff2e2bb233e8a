/**
 * What there is to gain in the worlds of `examples/`: true expected reward per customer and 30 days when choosing by lot, with the
 * best action for all, and with each customer's own best action. With `--learn`, also the share of the way from lot to oracle
 * that the product's policy reaches, on average over the last week, when it knows attributes only.
 *
 *   npm run -s bench -- worlds [--world loyalty] [--learn] [--days 56] [--seeds 1-3] [--json]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { actionsOf, createTruth, createWorld, parseWorldFile, play, type World, yardsticks } from '@fitly/simulator';
import { machine, printJson } from './support/report.ts';
import { linearPlayer } from './support/world-learner.ts';

const WORLDS = ['cross-sell', 'renewal', 'repeat-purchase', 'winback', 'referral', 'lead-nurture', 'loyalty'];
const START_AT = Date.parse('2026-03-02T05:00:00Z');

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    learn: { type: 'boolean', default: false },
    days: { type: 'string', default: '56' },
    seeds: { type: 'string', default: '1-1' },
    json: { type: 'boolean', default: false },
  },
});
const days = Number(values.days);
const seeds = seedsOf(values.seeds);
const results = WORLDS.filter((name) => values.world === undefined || name === values.world).map(measure);
if (values.json) printJson('worlds', { results, days, seeds });
else print();

function measure(name: string) {
  const ofSeed = seeds.map((seed) => {
    const world = open(name, String(seed));
    const actions = actionsOf(world.spec);
    const { uniform, bestFixed, bestFixedAction, oracle } = yardsticks(world, actions, createTruth(world, actions));
    const learned = values.learn ? learnedShare(name, seed) : null;
    return { customers: world.size, actions: actions.length, uniform, bestFixed, bestFixedAction, oracle, learned };
  });
  const [first] = ofSeed;
  const mean = (pick: (each: (typeof ofSeed)[number]) => number): number =>
    ofSeed.reduce((sum, each) => sum + pick(each), 0) / ofSeed.length;
  return {
    name,
    customers: first!.customers,
    actions: first!.actions,
    uniform: 30 * mean((each) => each.uniform),
    bestFixed: 30 * mean((each) => each.bestFixed),
    bestFixedAction: first!.bestFixedAction.join('/'),
    oracle: 30 * mean((each) => each.oracle),
    learned: values.learn ? mean((each) => each.learned!.share) : null,
    events: mean((each) => each.learned?.events ?? 0),
  };
}

/** Expected rewards of the last week, over whoever still belongs to a segment then. */
function learnedShare(name: string, seed: number): { readonly share: number; readonly events: number } {
  const world = open(name, String(seed));
  const { policy, learn } = linearPlayer(world);
  const actions = actionsOf(world.spec);
  const truth = createTruth(world, actions);
  let [earned, lot, best] = [0, 0, 0];
  play(world, {
    days,
    seed: String(seed),
    ...(learn === undefined ? {} : { learn }),
    policy(player, day) {
      const probabilities = policy(player, day);
      if (day < days - 7) return probabilities;
      const own = truth(player.index, day);
      own.forEach((value, action) => {
        earned += value * probabilities[action]!;
        lot += value / own.length;
      });
      best += Math.max(...own);
      return probabilities;
    },
  });
  const { outcome } = world.spec.reward;
  const events = world.eventsBetween(START_AT, START_AT + days * 86_400_000);
  return { share: (earned - lot) / (best - lot), events: events.filter((event) => event.outcome === outcome).length };
}

function open(name: string, seed: string): World {
  const file = new URL(`../examples/${name}/world.yaml`, import.meta.url);
  const parsed = parseWorldFile(readFileSync(file, 'utf8'), 'world.yaml');
  if (!parsed.ok) throw new Error(`the world of ${name} has mistakes: ${JSON.stringify(parsed.issues)}`);
  return createWorld(parsed.spec, { seed, startAt: START_AT });
}

function print(): void {
  const learned = values.learn ? [`learned after ${days} days`, 'success events'] : [];
  const head = ['world', 'customers', 'actions', 'by lot', 'best for all', 'which', 'oracle', ...learned];
  console.log(`| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}`);
  for (const each of results) {
    const numbers = [each.uniform, each.bestFixed].map((value) => value.toFixed(2));
    const share = each.learned === null ? [] : [each.learned.toFixed(2), each.events.toFixed(0)];
    const cells = [each.name, each.customers, each.actions, ...numbers, each.bestFixedAction, each.oracle.toFixed(2)];
    console.log(`| ${[...cells, ...share].join(' | ')} |`);
  }
  console.log(`\nReward per customer and 30 days; seeds ${values.seeds}. ${machine}`);
}

function seedsOf(text: string): number[] {
  const [first = 1, last = first] = text.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
