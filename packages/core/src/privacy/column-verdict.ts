/**
 * Whether a whole column is personal data, from the findings about its values: from a sample, or from all of them. One
 * personal value in a column of codes is set aside by itself; a column in which many are is not kept at all, since what was
 * not recognised in it is most likely personal too. A small mergeable accumulator, like all that is counted here.
 */
import { type Finding, isSuspect, PERSONAL_KINDS, type PersonalKind } from './finding.ts';

export interface ColumnFindings {
  /** Values looked at, missing ones left out. */
  readonly values: number;
  /** Values by kind that count by themselves. */
  readonly suspects: Readonly<Partial<Record<PersonalKind, number>>>;
  /** Values by kind that look like it, those that count by themselves among them. */
  readonly lookAlikes: Readonly<Partial<Record<PersonalKind, number>>>;
  /** First three characters of look-alikes, at most `FEWEST_BEGINNINGS`: numbers given out one after the other share them. */
  readonly beginnings: ReadonlySet<string>;
}

export const emptyFindings: ColumnFindings = { values: 0, suspects: {}, lookAlikes: {}, beginnings: new Set() };

export function mergeFindings(a: ColumnFindings, b: ColumnFindings): ColumnFindings {
  return {
    values: a.values + b.values,
    suspects: added(a.suspects, b.suspects),
    lookAlikes: added(a.lookAlikes, b.lookAlikes),
    beginnings: new Set([...a.beginnings.union(b.beginnings)].slice(0, FEWEST_BEGINNINGS)),
  };
}

type Counts = Partial<Record<PersonalKind, number>>;

const added = (a: Readonly<Counts>, b: Readonly<Counts>): Counts => {
  const sum: Counts = { ...a };
  for (const kind of PERSONAL_KINDS) if (b[kind] !== undefined) sum[kind] = (sum[kind] ?? 0) + b[kind];
  return sum;
};

/** Collects findings one by one; the state of `add` is its own, `get` gives a value. */
export function columnCounter(): { add(text: string, finding: Finding | null): void; get(): ColumnFindings } {
  let values = 0;
  const suspects: Counts = {};
  const lookAlikes: Counts = {};
  const beginnings = new Set<string>();
  return {
    add(text, finding) {
      values += 1;
      if (finding === null) return;
      const { kind } = finding;
      lookAlikes[kind] = (lookAlikes[kind] ?? 0) + 1;
      if (isSuspect(finding)) suspects[kind] = (suspects[kind] ?? 0) + 1;
      if (beginnings.size < FEWEST_BEGINNINGS) beginnings.add(text.slice(0, 3));
    },
    get: () => ({ values, suspects: { ...suspects }, lookAlikes: { ...lookAlikes }, beginnings: new Set(beginnings) }),
  };
}

export type ColumnVerdict =
  /** Nothing personal was found. */
  | { readonly verdict: 'clean' }
  /** Some values are, and only they are set aside. */
  | { readonly verdict: 'values'; readonly kinds: readonly PersonalKind[] }
  /** The column is not kept. */
  | { readonly verdict: 'column'; readonly kind: PersonalKind; readonly reason: string };

/** From this share on the whole column goes. */
const PERSONAL_SHARE = 0.25;
/** What only looks alike must be nearly all there is; of given names our list knows a part only. */
const LOOK_ALIKE_SHARE: Readonly<Record<PersonalKind, number>> = {
  ...{ email: 0.25, iban: 0.25, card: 0.25, free_text: 0.25 },
  ...{ phone: 0.9, national_id: 0.9, ip: 0.9, name: 0.25 },
};
const FEWEST_BEGINNINGS = 12;
/** One-sided 97.5 %. */
const Z = 1.96;

export function columnVerdict(findings: ColumnFindings): ColumnVerdict {
  const { values, suspects, lookAlikes, beginnings } = findings;
  for (const kind of PERSONAL_KINDS) {
    if (lowerBound(suspects[kind] ?? 0, values) >= PERSONAL_SHARE) return whole(kind, suspects[kind]!, values);
  }
  if (beginnings.size >= FEWEST_BEGINNINGS) {
    const alike = withNumbersTogether(lookAlikes);
    const kind = PERSONAL_KINDS.find((each) => lowerBound(alike[each] ?? 0, values) >= LOOK_ALIKE_SHARE[each]);
    if (kind !== undefined) return whole(kind, alike[kind]!, values);
  }
  const kinds = PERSONAL_KINDS.filter((kind) => suspects[kind] !== undefined);
  return kinds.length === 0 ? { verdict: 'clean' } : { verdict: 'values', kinds };
}

/** A bare telephone number may have the check digit of an identity number by chance: the rarer counts with the other. */
function withNumbersTogether({ phone = 0, national_id: id = 0, ...others }: Readonly<Counts>): Readonly<Counts> {
  return phone >= id ? { ...others, phone: phone + id } : { ...others, national_id: phone + id };
}

const whole = (kind: PersonalKind, hits: number, values: number): ColumnVerdict => ({
  verdict: 'column',
  kind,
  reason: `${hits} of ${values} values look like ${IN_WORDS[kind]}`,
});

/** Each kind as a noun in the plural. */
export const IN_WORDS: Readonly<Record<PersonalKind, string>> = {
  email: 'e-mail addresses',
  iban: 'bank account numbers',
  card: 'payment card numbers',
  national_id: 'identity numbers',
  ip: 'network addresses',
  phone: 'telephone numbers',
  free_text: 'free text',
  name: "persons' names",
};

/** Lower end of Wilson's interval for a share (Wilson 1927); 0 without values. */
export function lowerBound(hits: number, values: number): number {
  if (values === 0) return 0;
  const share = hits / values;
  const middle = share + (Z * Z) / (2 * values);
  const half = Z * Math.sqrt((share * (1 - share)) / values + (Z * Z) / (4 * values * values));
  return Math.max(0, (middle - half) / (1 + (Z * Z) / values));
}
