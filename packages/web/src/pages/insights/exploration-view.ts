/** What exploring costs and brings, as the policy believes, in rows. */
import type { Exploration } from '@fitly/contract/api';
import { figure } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

type Days = Exploration['days'];
type Believed = Exploration['total']['givenUp'];

/** Days that the table looks back on beside everything. */
const LATELY = 7;

interface LedgerRow {
  readonly what: string;
  /** A decision of the last days; null: not known, or withheld. */
  readonly lately: number | null;
  readonly shown: string;
  readonly inAll: string;
}

interface ImportanceRow {
  readonly dimension: string;
  readonly worth: number | null;
  readonly shown: string;
}

export interface ExplorationView {
  readonly lately: number;
  /** What figures are of. */
  readonly per: string;
  readonly ledger: readonly LedgerRow[];
  readonly importance: readonly ImportanceRow[];
}

/** Null where no day has figures. */
export function explorationView({ days, total, importance }: Exploration): ExplorationView | null {
  const newest = days.at(-1);
  if (newest === undefined) return null;
  const isDaily = newest.unit === 'per_day';
  const scale = isDaily ? 1 : 1000;
  const lately = days.slice(-LATELY);
  const shown = (value: number | null): string => (value === null ? text('withheldShort') : figure(value * scale));
  const row = (what: string, per: number | null, all: Believed | null): LedgerRow => ({
    ...{ what, lately: per === null ? null : per * scale, shown: shown(per) },
    inAll: all === null ? text('withheldShort') : withEnds(all, 1),
  });
  const firstKnown = days.find(({ unknown }) => unknown !== null)?.unknown ?? null;
  const doubt = (value: number | null): string => (value === null ? text('none') : figure(value * scale));
  return {
    lately: lately.length,
    per: text(isDaily ? 'perDecisionAndDay' : 'per1000Decisions'),
    ledger: [
      row(text('givenUp'), meanOf(lately, 'givenUp'), total.givenUp),
      row(text('gained'), total.gained === null ? null : meanOf(lately, 'gained'), total.gained),
      {
        ...{ what: text('stillUnknown'), shown: doubt(newest.unknown) },
        lately: newest.unknown === null ? null : newest.unknown * scale,
        inAll: text('atFirst', { value: doubt(firstKnown) }),
      },
    ],
    importance: importance.map(({ dimensionLabel, worth, stands }) => ({
      ...{ dimension: dimensionLabel, worth: worth === null ? null : worth.estimate * scale },
      shown:
        worth === null
          ? text('withheldShort')
          : `${withEnds(worth, scale)}${stands ? '' : `, ${text('maybeNothing')}`}`,
    })),
  };
}

function meanOf(days: Days, of: 'givenUp' | 'gained'): number {
  const decisions = days.reduce((sum, each) => sum + each.decisions, 0);
  return days.reduce((sum, each) => sum + each.decisions * (each[of]?.estimate ?? 0), 0) / decisions;
}

const withEnds = ({ estimate, low, high }: Believed, scale: number): string =>
  low === null || high === null
    ? figure(estimate * scale)
    : text('interval', { estimate: figure(estimate * scale), low: figure(low * scale), high: figure(high * scale) });
