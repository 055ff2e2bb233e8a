/**
 * The second wall behind the allow-list: values of allowed attributes that look personal become missing before anything is
 * written, and are counted by attribute and kind. What was set aside is never kept, shown or logged.
 */
import type { ContextAttribute } from '@fitly/core/design';
import {
  columnCounter,
  columnVerdict,
  detectValue,
  type Finding,
  isSuspect,
  type PersonalKind,
} from '@fitly/core/privacy';

type GuardedValue = string | number | null;

/** Values of one attribute that were set aside for looking like one kind of personal data. */
export interface Suspected {
  readonly attribute: string;
  readonly kind: PersonalKind;
  readonly values: number;
  /** So many of its values look personal that none of the attribute is kept. */
  readonly wholeAttribute: boolean;
}

export interface ValueGuard {
  /** The value of the attribute at this place of the list, or null when it is set aside. Judges values one by one. */
  admit(place: number, value: GuardedValue): GuardedValue;
  /**
   * Once all values were seen: places of attributes that are not to be kept at all. Does not depend on the order of values.
   */
  lostAttributes(): ReadonlySet<number>;
  suspected(): readonly Suspected[];
}

/** Smaller numbers are amounts and counts; telephone and card numbers have more digits. */
const SMALLEST_NUMBER = 10_000_000;

/** Attributes that a person has confirmed are not looked at. */
export function createValueGuard(attributes: readonly ContextAttribute[]): ValueGuard {
  const watched = attributes.map(({ attribute, type, pii }) =>
    pii === 'confirmed_not_personal' || type === 'boolean'
      ? null
      : { attribute, counter: columnCounter(), detect: rememberingDetector() },
  );
  return {
    admit(place, value) {
      const own = watched[place];
      if (own == null || value === null) return value;
      const text = typeof value === 'string' ? value : textOf(value);
      const finding = text === null ? null : own.detect(text);
      own.counter.add(text ?? '', finding);
      return isSuspect(finding) ? null : value;
    },
    lostAttributes: () =>
      new Set(watched.flatMap((own, place) => (own !== null && isLost(own.counter.get()) ? [place] : []))),
    suspected: () => watched.flatMap((own) => (own === null ? [] : suspectsOf(own.attribute, own.counter.get()))),
  };
}

const MOST_REMEMBERED = 1_000;

/** Categories repeat: the first values are judged once. */
function rememberingDetector(): (text: string) => Finding | null {
  const known = new Map<string, Finding | null>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const finding = detectValue(text);
    if (known.size < MOST_REMEMBERED) known.set(text, finding);
    return finding;
  };
}

const textOf = (value: number): string | null =>
  Number.isSafeInteger(value) && value >= SMALLEST_NUMBER ? String(value) : null;

type Findings = ReturnType<ReturnType<typeof columnCounter>['get']>;
const isLost = (findings: Findings): boolean => columnVerdict(findings).verdict === 'column';

function suspectsOf(attribute: string, findings: Findings): Suspected[] {
  const verdict = columnVerdict(findings);
  switch (verdict.verdict) {
    case 'clean':
      return [];
    case 'column':
      return [{ attribute, kind: verdict.kind, values: findings.values, wholeAttribute: true }];
    case 'values':
      return verdict.kinds.map((kind) => ({
        attribute,
        kind,
        values: findings.suspects[kind] ?? 0,
        wholeAttribute: false,
      }));
  }
}

/** `email 12 values in attribute note; phone all 300 values of attribute contact`. */
export const inWords = (suspected: readonly Suspected[]): string =>
  suspected
    .map(({ attribute, kind, values, wholeAttribute }) =>
      wholeAttribute
        ? `${kind} all ${values} values of attribute ${attribute}`
        : `${kind} ${values} ${values === 1 ? 'value' : 'values'} in attribute ${attribute}`,
    )
    .join('; ');

/** A value by itself, for what comes row by row and is never seen as a column. */
export function suspectIn(value: unknown): Finding | null {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? textOf(value) : null;
  const finding = text === null ? null : detectValue(text);
  return isSuspect(finding) ? finding : null;
}

/** Names of columns as a person may see them: a file without a header line has a customer in their place. */
export const shownColumn = (name: string): string =>
  suspectIn(name) === null ? name : '(a column whose name looks personal)';
