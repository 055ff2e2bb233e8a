/**
 * How long ten rules take for 1,000,000 customers: every rule, for every combination of the options that it reads, one
 * verdict per customer; and the whole of it, a mask of 270 actions for everybody. Dictionaries of the category columns
 * are built anew in every repetition.
 *
 *   npm run -s bench -- rules [--customers 1000000] [--json]
 */
import { parseArgs } from 'node:util';
import { compileExpressions, parseAgentFile } from '@fitly/contract';
import type { ChosenIds, CompiledRule, ContextTable } from '@fitly/core/data';
import { eligibleCounts } from '@fitly/core/decide';
import { type Agent, type AttributeType, actionSpace } from '@fitly/core/design';
import { asDay } from '@fitly/core/terms';
import { machine, printJson } from './support/report.ts';

const GOAL_SECONDS = 5;
const REPEATS = 5;
const { values } = parseArgs({
  options: { customers: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
});
const customers = Number(values.customers);

const RULES: Readonly<Record<string, string>> = {
  no_half_price_in_germany: 'customer.country == "DE" && action.offer == "half_price"',
  no_gift_for_small_baskets: 'action.offer == "gift" && customer.basket < 20',
  discounts_for_old_customers: 'action.offer in ["half_price", "ten_percent"] && customer.tenure_months < 3',
  nothing_for_the_blocked: 'customer.blocked || customer.complaints > 2',
  push_needs_the_app: 'action.channel == "push" && !customer.has_app',
  sms_is_expensive: 'action.channel == "sms" && (customer.spend / 12 < 10 || customer.country in ["US", "BR", "IN"])',
  early_only_where_awake: 'action.hour == "h06" && !(customer.segment.startsWith("early") || customer.vip)',
  loyal_need_no_discount:
    'action.offer != "none" && customer.vip && customer.spend > 1000 && has(customer.tenure_months)',
  premium_wants_premium: 'customer.plan == "premium" ? action.template == "basic" : action.template == "luxury"',
  gift_by_sms: 'action.offer == "gift" && action.channel == "sms" && customer.spend - customer.basket * 2 < 50',
};
const DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  offer: ['none', 'ten_percent', 'half_price', 'free_shipping', 'gift'],
  channel: ['email', 'push', 'sms'],
  hour: ['h06', 'h09', 'h12', 'h15', 'h18', 'h21'],
  template: ['basic', 'story', 'luxury'],
};
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  country: ['DE', 'AT', 'CH', 'ES', 'FR', 'IT', 'US', 'BR', 'IN', 'GB', 'NL', 'PT'],
  segment: ['early_bird', 'early_lunch', 'late', 'weekend', 'unknown'],
  plan: ['free', 'basic', 'premium'],
};
const NUMBERS = ['basket', 'tenure_months', 'complaints', 'spend'];
const FLAGS = ['blocked', 'has_app', 'vip'];

const rules = compile(agentOf());
const table = tableOf(customers);
const combinations = rules.map((rule) => combinationsOf(rule));
const verdicts = combinations.reduce((sum, each) => sum + each.length, 0);
const first = seconds(() => evaluateAll(table));
// A fresh table has no dictionaries yet; later rules and combinations share them.
const median = medianOf(() => evaluateAll(tableOf(0, table)));
const agent = agentOf();
const masks = medianOf(() => eligibleCounts(agent, rules, tableOf(0, table), asDay('2026-01-05')));
report();

function evaluateAll(on: ContextTable): number {
  let refused = 0;
  for (const [index, rule] of rules.entries()) {
    for (const options of combinations[index]!) refused += rule.evaluate(on, options)[on.rowCount - 1]!;
  }
  return refused;
}

function medianOf(work: () => unknown): number {
  const times = Array.from({ length: REPEATS }, () => seconds(work)).sort((a, b) => a - b);
  return times[REPEATS >> 1]!;
}

function report(): void {
  const data = `${customers.toLocaleString('en')} customers, ${rules.length} rules, ${verdicts} combinations of the options they read`;
  const reached = masks < GOAL_SECONDS;
  if (values.json) {
    printJson('rules', {
      customers,
      combinations: verdicts,
      seconds: { first, median, masks },
      reached,
    });
    return;
  }
  console.log(
    `masks, one core          ${masks.toFixed(3)} s (${actionSpace(agent.dimensions).size} actions; median of ${REPEATS}; goal < ${GOAL_SECONDS} s: ${reached ? 'reached' : 'missed'})`,
  );
  console.log(`  verdicts alone         ${median.toFixed(3)} s`);
  console.log(`  the first time         ${first.toFixed(3)} s`);
  console.log(`per verdict              ${((median / verdicts / customers) * 1e9).toFixed(2)} ns`);
  console.log(`${machine}\n${data}`);
}

function seconds(work: () => unknown): number {
  const from = performance.now();
  work();
  return (performance.now() - from) / 1000;
}

function combinationsOf({ dimensions }: CompiledRule): ChosenIds[] {
  return dimensions.reduce<ChosenIds[]>(
    (known, id) => known.flatMap((chosen) => (DIMENSIONS[id] ?? []).map((option) => ({ ...chosen, [id]: option }))),
    [{}],
  );
}

/** One in twelve values is missing. With `from`, the same columns again as new objects. */
function tableOf(rowCount: number, from?: ContextTable): ContextTable {
  if (from !== undefined) return { ...from, columns: from.columns.map((column) => column.slice()) };
  const next = randomNumbers(1);
  const pick = (names: readonly string[]) =>
    next() < 1 / 12 ? null : (names[Math.floor(next() * names.length)] ?? null);
  const number = (scale: number) => (next() < 1 / 12 ? Number.NaN : Math.floor(next() * scale));
  const columns = attributes().map(({ attribute, type }) => {
    if (type === 'category') return Array.from({ length: rowCount }, () => pick(CATEGORIES[attribute] ?? []));
    const scale = type === 'boolean' ? 2 : attribute === 'complaints' ? 5 : 2000;
    return Float64Array.from({ length: rowCount }, () => number(scale));
  });
  return { attributes: agentOf().context, rowCount, columns };
}

/** xorshift32: the same customers on every machine. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function attributes(): { attribute: string; type: AttributeType }[] {
  const all = (names: readonly string[], type: AttributeType) => names.map((attribute) => ({ attribute, type }));
  return [...all(Object.keys(CATEGORIES), 'category'), ...all(NUMBERS, 'number'), ...all(FLAGS, 'boolean')];
}

function agentOf(): Agent {
  const dimensions = Object.entries(DIMENSIONS).map(([id, options]) => ({ id, kind: 'custom', options }));
  const file = {
    name: 'bench',
    timeZone: 'UTC',
    audience: { segments: ['s'] },
    success: { event: 'visit' },
    dimensions,
    constraints: { rules: Object.entries(RULES).map(([id, denyWhen]) => ({ id, denyWhen })) },
    context: attributes(),
    delivery: { connection: 'c', ids: { default: 'c1' } },
  };
  const parsed = parseAgentFile(JSON.stringify(file), 'bench.yaml');
  if (!parsed.ok) throw new Error(`the agent of the bench has mistakes: ${JSON.stringify(parsed.issues)}`);
  return parsed.agent;
}

function compile(agent: Agent): readonly CompiledRule[] {
  const compiled = compileExpressions(agent);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.expressions.rules;
}
