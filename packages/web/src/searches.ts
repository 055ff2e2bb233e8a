/** What addresses may say besides their path: anything else is left out, so that an old or spoilt link still opens. */
type Given = Readonly<Record<string, unknown>>;

const oneOf = <const T extends string>(given: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((each) => each === given);
const day = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;
const segment = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[^=]+=/.test(given) && given.length <= 500 ? given : undefined;
const name = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\w{1,100}$/.test(given) ? given : undefined;

/** Keys without a value are not written into the address. */
const said = <T extends Record<string, unknown>>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const performanceSearch = ({ reading, against, span, segment: whose, roll, kpi }: Given) =>
  said({
    reading: oneOf(reading, ['running', 'matured']),
    against: oneOf(against, ['random_control', 'business_as_usual', 'holdout']),
    span: oneOf(span, ['all', '30']),
    segment: segment(whose),
    roll: oneOf(roll, ['daily', 'last7', 'last30']),
    kpi: name(kpi),
  });
export type PerformanceSearch = ReturnType<typeof performanceSearch>;

export const insightsSearch = ({ dimension }: Given) => said({ dimension: name(dimension) });

const STEPS = [
  ...(['use_case', 'audience', 'success', 'dimensions', 'constraints', 'groups', 'delivery', 'review'] as const),
] as const;
const between = (given: unknown, low: number, high: number): number | undefined =>
  typeof given === 'number' && given >= low && given <= high ? given : undefined;

/** `customers` and `rate`: what somebody guesses of the audience, until imports tell. */
export const designSearch = ({ step, customers, rate }: Given) =>
  said({
    step: oneOf(step, STEPS),
    customers: Number.isInteger(customers) ? between(customers, 2, 1e9) : undefined,
    rate: between(rate, 1e-9, 1 - 1e-9),
  });

export const daySearch = (given: Given) => said({ day: day(given['day']) });
