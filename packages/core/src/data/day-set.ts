/**
 * On which days something happened, in two numbers: the last 52 days as bits of one number, and the newest of all earlier
 * days. Adding a day twice, late or in another order gives the same set, so what arrives again or late does no harm.
 * Days are counted since 1970-01-01; `newest`, the day of bit 0, is the caller's, and one for many sets.
 */
export interface DaySet {
  /** Bit k: the day `newest` − k, for k in [0, 52). */
  readonly recent: number;
  /** The newest day before those; NaN: none. */
  readonly older: number;
}

/** A number holds 53 bits exactly. */
export const DAYS_KEPT = 52;

export const NO_DAYS: DaySet = { recent: 0, older: Number.NaN };

/** Days after `newest` are not known yet and add nothing. */
export function addDay(set: DaySet, newest: number, day: number): DaySet {
  const age = newest - day;
  if (age < 0) return set;
  if (age >= DAYS_KEPT) return { ...set, older: later(set.older, day) };
  return hasAge(set, age) ? set : { ...set, recent: set.recent + powerOfTwo(age) };
}

/** A day that left the last 52 stays. */
export function removeDay(set: DaySet, newest: number, day: number): DaySet {
  const age = newest - day;
  return age >= 0 && age < DAYS_KEPT && hasAge(set, age) ? { ...set, recent: set.recent - powerOfTwo(age) } : set;
}

/** The same days seen `by` days later. */
export function advance({ recent, older }: DaySet, newest: number, by: number): DaySet {
  if (by <= 0 || recent === 0) return { recent, older };
  const shift = Math.min(by, DAYS_KEPT);
  const kept = powerOfTwo(DAYS_KEPT - shift);
  const gone = Math.floor(recent / kept);
  if (gone === 0) return { recent: recent * powerOfTwo(shift), older };
  const newestGone = newest - (DAYS_KEPT - shift) - trailingZeros(gone);
  return { recent: shift === DAYS_KEPT ? 0 : (recent % kept) * powerOfTwo(shift), older: later(older, newestGone) };
}

/** The newest day of the set before `before`; NaN: none. `before` lies within the last 52 days or after them. */
export function newestDay({ recent, older }: DaySet, newest: number, before: number): number {
  const from = Math.max(0, newest - before + 1);
  const rest = Math.floor(recent / powerOfTwo(from));
  return rest === 0 ? older : newest - from - trailingZeros(rest);
}

/** How many of the `days` days before `before` are in the set; days that left the last 52 count as not. */
export function countDays({ recent }: DaySet, newest: number, before: number, days: number): number {
  const from = Math.max(0, newest - before + 1);
  let rest = Math.floor(recent / powerOfTwo(from)) % powerOfTwo(Math.max(0, newest - before + 1 + days - from));
  let count = 0;
  for (; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** The days among the last 52, oldest first. */
export const recentDays = (set: DaySet, newest: number): readonly number[] =>
  Array.from({ length: DAYS_KEPT }, (_, place) => DAYS_KEPT - 1 - place).flatMap((age) =>
    hasAge(set, age) ? [newest - age] : [],
  );

const hasAge = ({ recent }: DaySet, age: number): boolean => Math.floor(recent / powerOfTwo(age)) % 2 === 1;

/** By doubling, which is exact, up to 2^(DAYS_KEPT + 1). */
const POWERS: readonly number[] = powersOfTwo(DAYS_KEPT + 1);

function powersOfTwo(most: number): number[] {
  const powers = [1];
  while (powers.length <= most) powers.push(powers.at(-1)! * 2);
  return powers;
}

const powerOfTwo = (exponent: number): number => POWERS[Math.min(exponent, DAYS_KEPT + 1)]!;

const later = (a: number, b: number): number => (a >= b ? a : b);

function trailingZeros(bits: number): number {
  let zeros = 0;
  for (let rest = bits; rest % 2 === 0; rest /= 2) zeros += 1;
  return zeros;
}
