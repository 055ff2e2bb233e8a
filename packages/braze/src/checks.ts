/** Limits of reads, checked before connecting. Breaking one is a mistake of the caller, so it throws. */
import { FitlyError } from '@fitly/core/errors';

export function expectWithin(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new FitlyError('internal', `${name} is ${value}: Braze takes whole numbers from ${least} to ${most}`);
}

export function expectId(name: string, value: string): string {
  if (value.length > 0 && value.length <= 200) return value;
  throw new FitlyError('internal', `${name} has ${value.length} characters, expected an identifier of Braze`);
}
