/** What the command line of the demo says, and what a demo that was begun keeps of it. */
import type { KeptSettings } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import type { Command } from 'commander';

export const DEFAULT_DEMO_FOLDER = 'fitly-demo';

export interface DemoOptions {
  readonly folder: string;
  readonly list: boolean;
  /** Null: Hillstrom's customers. */
  readonly example: string | null;
  readonly days: number;
  readonly port: number;
  readonly sandboxPort: number;
  readonly seed: string;
  /** Null: all that there are. */
  readonly customers: number | null;
  readonly planted: boolean;
  /** Events come by a feed of Braze Currents instead of differences between exports. */
  readonly currents: boolean;
  readonly serve: boolean;
  readonly json: boolean;
}

/** What commander hands over: what was not given is not there. */
export type GivenOptions = Omit<DemoOptions, 'example' | 'customers'> & {
  readonly example?: string;
  readonly customers?: number;
};

/** Each example has a folder of its own, unless the command line or the environment names one. */
export function completed(given: GivenOptions, command: Command): DemoOptions {
  const { example = null, customers = null } = given;
  const isNamed = command.getOptionValueSource('folder') !== 'default';
  const folder = example === null || isNamed ? given.folder : `${DEFAULT_DEMO_FOLDER}-${example}`;
  return { ...given, example, customers, folder };
}

/** A demo that was begun goes on as it was begun; throws `workspace_exists` where the command line says otherwise. */
export function withKept(options: DemoOptions, kept: KeptSettings | null, command: Command): DemoOptions {
  if (kept === null) return options;
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const { seed, planted, customers, world: example } = kept;
  const begun = { seed, planted, customers, example };
  for (const name of ['example', 'seed', 'planted', 'customers'] as const) {
    if (isGiven(name) && options[name] !== begun[name]) throw begunOtherwise(options, name, begun[name]);
  }
  return { ...options, ...begun };
}

function begunOtherwise(
  options: DemoOptions,
  name: 'example' | 'seed' | 'planted' | 'customers',
  kept: string | number | boolean | null,
): FitlyError {
  const was = name === 'planted' ? `${kept ? 'with' : 'without'} planted effects` : `with ${inWords(name, kept)}`;
  const other = name === 'planted' ? '--no-planted' : inWords(name, options[name]);
  return new FitlyError('workspace_exists', `${options.folder} was begun ${was}, and ${other} was asked for`, {
    next: 'name another folder with --folder, or delete this one to start over',
    fields: { name },
  });
}

const inWords = (name: string, value: string | number | boolean | null): string =>
  value === null ? "Hillstrom's customers" : `${name} ${value}`;
