/**
 * Hot deck: who may lend his outcome to whom. A donor is a real customer of the wanted arm who was comparable when the
 * experiment began: same kinds of merchandise, new or not, channel, and recently active or not. Where fewer than 30 such
 * donors exist, the last of these marks is given up, then the one before, and so on.
 *
 * Source: R. R. Andridge, R. J. A. Little, "A Review of Hot Deck Imputation for Survey Non-response" (2010), §2–3.
 */
import { ARMS, type Arm, CHANNELS, type Customer, type Row } from './rows.ts';

interface Cell {
  /** Never empty. */
  readonly donors: readonly Row[];
  /** Share of donors who visited, in [0, 1]. */
  readonly visitRate: number;
}
export type Donors = (arm: Arm, customer: Customer) => Cell;

const MIN_DONORS = 30;

/** Comparison marks, the most important first. */
const MARKS: readonly { readonly levels: number; readonly of: (customer: Customer) => number }[] = [
  { levels: 2, of: ({ mens }) => Number(mens) },
  { levels: 2, of: ({ womens }) => Number(womens) },
  { levels: 2, of: ({ newbie }) => Number(newbie) },
  { levels: 3, of: ({ channel }) => CHANNELS.indexOf(channel) },
  { levels: 2, of: ({ recency }) => Number(recency <= 6) },
];

/** `rows` must hold at least one row of every arm. */
export function createDonors(rows: readonly Row[]): Donors {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    for (let depth = 0; depth <= MARKS.length; depth++) {
      const key = keyOf(row.arm, row, depth);
      const cell = grouped.get(key);
      if (cell === undefined) grouped.set(key, [row]);
      else cell.push(row);
    }
  }
  const resolved = new Map<number, Cell>();
  return (arm, customer) => {
    const id = cellId(arm, customer);
    const cell = resolved.get(id) ?? finest(grouped, arm, customer);
    resolved.set(id, cell);
    return cell;
  };
}

function finest(grouped: ReadonlyMap<string, readonly Row[]>, arm: Arm, customer: Customer): Cell {
  for (let depth = MARKS.length; depth >= 0; depth--) {
    const donors = grouped.get(keyOf(arm, customer, depth)) ?? [];
    if (donors.length < MIN_DONORS && depth > 0) continue;
    return { donors, visitRate: donors.filter(({ visit }) => visit).length / donors.length };
  }
  throw new RangeError('unreachable: depth 0 always returns');
}

const keyOf = (arm: Arm, customer: Customer, depth: number): string =>
  [arm, ...MARKS.slice(0, depth).map((mark) => mark.of(customer))].join('|');

/** All marks and the arm as one number: the key of the hot path. */
const cellId = (arm: Arm, customer: Customer): number =>
  MARKS.reduce((id, mark) => id * mark.levels + mark.of(customer), ARMS.indexOf(arm));
