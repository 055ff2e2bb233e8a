/** The actions of a world: one option for each dimension, and what a recipient gets of it. */
import type { Value } from '../runtime/customer.ts';
import type { Proposal } from '../runtime/world.ts';
import type { OptionSpec, WorldSpec } from '../world-file/world-schema.ts';

export interface Action {
  /** Option ids, in the order of the dimensions. */
  readonly optionIds: readonly string[];
  readonly proposal: Proposal & { readonly properties: Readonly<Record<string, Value>>; readonly everyDays: number };
  /** Nothing is sent, and nothing is earned by it. */
  readonly noSend: boolean;
}

/** Local hour of worlds in which the hour is not chosen. */
const USUAL_HOUR = 10;

/** All combinations; the last dimension varies fastest. */
export function actionsOf(spec: WorldSpec): Action[] {
  const combinations = spec.dimensions.reduce<readonly OptionSpec[][]>(
    (found, { options }) => found.flatMap((chosen) => options.map((option) => [...chosen, option])),
    [[]],
  );
  return combinations.map((chosen) => actionFrom(chosen, spec));
}

function actionFrom(chosen: readonly OptionSpec[], { every, campaigns }: WorldSpec): Action {
  const last = <Key extends keyof OptionSpec>(key: Key): OptionSpec[Key] | undefined =>
    chosen.findLast((option) => option[key] !== undefined)?.[key];
  return {
    optionIds: chosen.map(({ id }) => id),
    proposal: {
      properties: Object.assign({}, ...chosen.map(({ properties }) => properties)),
      hour: last('hour') ?? USUAL_HOUR,
      campaign: last('campaign') ?? ('default' in campaigns ? 'default' : null),
      everyDays: last('everyDays') ?? every,
    },
    noSend: chosen.some(({ noSend }) => noSend),
  };
}
