/**
 * `--columns action=item_id,reward=click,propensity=1/34`: which column of a log from elsewhere is what. Names with a comma or a plus
 * stand in double quotes.
 */
import { FitlyError } from '@fitly/core/errors';

export interface ColumnMapping {
  readonly action: string;
  readonly reward: string;
  /** A column, or one probability that every decision was drawn with. */
  readonly propensity: string | number;
  /** Errors are clustered by it; null: every row stands for itself. */
  readonly customer: string | null;
  /** What a reward model may learn from. */
  readonly context: readonly string[];
  /** Columns with the candidate's probabilities, `*` standing for the action: `p_*`. */
  readonly candidate: string | null;
  /** Columns with all probabilities of the policy that made the log, likewise. */
  readonly behaviour: string | null;
}

const NEEDED = ['action', 'reward', 'propensity'] as const;
const KNOWN = [...NEEDED, 'customer', 'context', 'candidate', 'behaviour'] as const;
type Role = (typeof KNOWN)[number];

const EXAMPLE = 'action=item_id,reward=click,propensity=propensity_score,context=position+user_feature_0';

/** Throws `columns_invalid` with everything that is wrong. */
export function parseColumns(text: string): ColumnMapping {
  const columns = new Map<Role, string>();
  const problems: string[] = [];
  for (const pair of splitOutside(text, ',').filter((each) => each.trim() !== '')) {
    const at = pair.indexOf('=');
    const role = KNOWN.find((each) => each === pair.slice(0, at).trim());
    const column = pair.slice(at + 1).trim();
    if (at === -1 || column === '') problems.push(`"${pair}" is not ROLE=COLUMN`);
    else if (role === undefined) problems.push(`"${pair.slice(0, at)}" is no role; there are: ${KNOWN.join(', ')}`);
    else if (columns.has(role)) problems.push(`${role} is given twice`);
    else if (role === 'propensity' || role === 'context') columns.set(role, column);
    else columns.set(role, unquoted(column));
  }
  for (const role of NEEDED) if (!columns.has(role)) problems.push(`${role} is missing`);
  for (const role of ['candidate', 'behaviour'] as const) {
    if (columns.get(role)?.split('*').length === 2 || !columns.has(role)) continue;
    problems.push(`${role} needs one * where the action stands, such as ${role}=p_*`);
  }
  const propensity = probabilityIn(columns.get('propensity') ?? '');
  if (typeof propensity === 'number' && !(propensity > 0 && propensity <= 1))
    problems.push('a propensity lies above 0 and at most at 1');
  if (problems.length > 0) {
    throw new FitlyError('columns_invalid', `--columns is not understood: ${problems.join('; ')}`, {
      next: `map the columns of the log, for example: --columns ${EXAMPLE}`,
    });
  }
  return {
    action: columns.get('action')!,
    reward: columns.get('reward')!,
    propensity,
    customer: columns.get('customer') ?? null,
    context: splitOutside(columns.get('context') ?? '', '+').map(unquoted),
    candidate: columns.get('candidate') ?? null,
    behaviour: columns.get('behaviour') ?? null,
  };
}

/** `1/3` and `0.25` are numbers; anything else is the name of a column. */
function probabilityIn(text: string): string | number {
  const fraction = /^(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text);
  return fraction === null ? unquoted(text) : Number(fraction[1]) / Number(fraction[2] ?? 1);
}

/** At separators that are not inside double quotes; empty parts are left out. */
const splitOutside = (text: string, separator: ',' | '+'): string[] =>
  text.match(new RegExp(`(?:"[^"]*"|[^${separator}])+`, 'g')) ?? [];

const unquoted = (name: string): string => name.trim().replace(/^"(.*)"$/, '$1');
