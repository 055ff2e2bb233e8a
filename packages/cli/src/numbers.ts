import { InvalidArgumentError } from 'commander';

/** Parser for a whole number within bounds; the message says what was expected. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max && text.trim() !== '') return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`);
  };
