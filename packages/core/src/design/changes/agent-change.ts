/** One difference between two versions of an agent, in words, with what it does to what was learned and measured. */

export const CHANGE_EFFECTS = [
  /** Words only: nobody is treated otherwise. */
  'none',
  /** From the next run on everybody is treated by the new value; what was learned is not touched. */
  'from_next_run',
  /** Opens a new allocation epoch: new customers only, everyone enrolled stays where they are. */
  'new_epoch',
  /** The choices change; what was learned about those that stay is kept. */
  'learning_kept',
  /** A part of what was learned does not fit any more. */
  'learning_partly_lost',
  /** Would mix numbers of before and after, or read what was learned as something else: refused once the agent has run. */
  'forbidden',
] as const;
export type ChangeEffect = (typeof CHANGE_EFFECTS)[number];

export interface AgentChange {
  /** Where in the file, lists by id: `success.horizon`, `dimensions.subject.options.plain.state`. */
  readonly path: string;
  /** Short texts for people; null where there was nothing, or is nothing any more. */
  readonly before: string | null;
  readonly after: string | null;
  readonly effect: ChangeEffect;
  /** What it means, for a marketer. A sentence without a full stop, beginning in lower case. */
  readonly message: string;
  /** It cannot be taken back later, although nothing is lost by it now: a retired id never returns. */
  readonly irrevocable: boolean;
}

export type Verdict = Pick<AgentChange, 'effect' | 'message'> & { readonly irrevocable?: boolean };

export function changeAt(path: string, before: unknown, after: unknown, verdict: Verdict): AgentChange {
  return { path, before: shortText(before), after: shortText(after), irrevocable: false, ...verdict };
}

const LONGEST_TEXT = 60;

/** `undefined` is nothing at all; `null` is what a file says by `null`. */
function shortText(value: unknown): string | null {
  if (value === undefined) return null;
  const text = inWords(value);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

function inWords(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join(', ');
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key} ${inWords(each)}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}

/**
 * Equal in meaning, whatever the order of keys. A field that `before` lacks counts as equal: versions saved by an
 * earlier Fitly do not hold the fields that came later, and nobody changed those.
 */
export const unchanged = (before: unknown, now: unknown): boolean =>
  before === undefined || canonical(before) === canonical(now);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** Fields whose name in the file is another one than in the domain. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  everyDays: 'every',
  horizonDays: 'horizon',
  halfLifeDays: 'halfLife',
};

/** A verdict for every field, so that a new field does not compile until somebody says what changing it means; null = described elsewhere. */
export type Verdicts<T> = { readonly [Field in keyof T]-?: Verdict | ((before: T, now: T) => Verdict) | null };

export function fieldChanges<T extends object>(path: string, before: T, now: T, verdicts: Verdicts<T>): AgentChange[] {
  return (Object.keys(verdicts) as (keyof T & string)[]).flatMap((field) => {
    const verdict = verdicts[field];
    if (verdict === null || unchanged(before[field], now[field])) return [];
    const at = `${path}${path === '' ? '' : '.'}${FILE_NAMES[field] ?? field}`;
    return [changeAt(at, before[field], now[field], typeof verdict === 'function' ? verdict(before, now) : verdict)];
  });
}
