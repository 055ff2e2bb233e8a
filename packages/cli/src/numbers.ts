import { InvalidArgumentError } from 'commander';

/** Parser for a whole number within bounds; the message says what was expected. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max && text.trim() !== '') return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`);
  };

/** Parser for a share of everybody; neither nobody nor all. */
export function shareBetween(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1 && text.trim() !== '') return value;
  throw new InvalidArgumentError('expected a share between 0 and 1, as 0.02.');
}
