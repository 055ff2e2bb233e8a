/** The rows of the Hillstrom experiment (`datasets/hillstrom`): who each customer was and what he really did. */
import { FitlyError } from '@fitly/core/errors';
import { parse } from 'csv-parse/sync';

/** The randomised arm: `none` got no e-mail. */
export const ARMS = ['none', 'mens', 'womens'] as const;
export type Arm = (typeof ARMS)[number];
export const CHANNELS = ['Phone', 'Web', 'Multichannel'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a customer did in the two weeks after the experiment began. A buyer is always a visitor. */
interface Outcome {
  readonly visit: boolean;
  readonly conversion: boolean;
  /** US cents; above 0 exactly for buyers. */
  readonly spendCents: number;
}
export interface Customer {
  /** Months since the last purchase, 1–12. */
  readonly recency: number;
  /** US dollars of the past year, and the range they fall in. */
  readonly history: number;
  readonly historySegment: string;
  readonly mens: boolean;
  readonly womens: boolean;
  readonly newbie: boolean;
  readonly zipCode: string;
  readonly channel: Channel;
}
export interface Row extends Customer, Outcome {
  readonly arm: Arm;
}

const ARM_OF: ReadonlyMap<string, Arm> = new Map([
  ['No E-Mail', 'none'],
  ['Mens E-Mail', 'mens'],
  ['Womens E-Mail', 'womens'],
]);

/** Rows in file order. Throws `file_unreadable` naming the line when a column is missing or a value is none. */
export function parseRows(csv: string): readonly Row[] {
  const [head = [], ...records]: string[][] = parse(csv, { skip_empty_lines: true });
  const at = new Map(head.map((name, i) => [name, i]));
  return records.map((record, i) => rowOf((column) => record[at.get(column) ?? -1] ?? bad(i, column), i));
}

function rowOf(text: (column: string) => string, i: number): Row {
  const number = (column: string): number => {
    const value = text(column);
    return value !== '' && Number.isFinite(Number(value)) ? Number(value) : bad(i, column);
  };
  const flag = (column: string): boolean => {
    const value = text(column);
    return value === '0' || value === '1' ? value === '1' : bad(i, column);
  };
  return {
    recency: number('recency'),
    history: number('history'),
    historySegment: text('history_segment'),
    mens: flag('mens'),
    womens: flag('womens'),
    newbie: flag('newbie'),
    zipCode: text('zip_code'),
    channel: CHANNELS.find((name) => name === text('channel')) ?? bad(i, 'channel'),
    arm: ARM_OF.get(text('segment')) ?? bad(i, 'segment'),
    visit: flag('visit'),
    conversion: flag('conversion'),
    spendCents: Math.round(number('spend') * 100),
  };
}

function bad(i: number, column: string): never {
  throw new FitlyError('file_unreadable', `Line ${i + 2} of the dataset has no usable value in column ${column}`, {
    next: 'Use the file of datasets/hillstrom unchanged.',
  });
}
