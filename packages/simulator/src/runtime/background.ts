/** What a customer does without any message: a Poisson process whose rate may change from one day to another. */
import { exp, type SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { WorldSpec } from '../world-file/world-schema.ts';
import type { Customer } from './customer.ts';
import { type EffectSum, sumOfEffects } from './effects.ts';
import { DAY_MS } from './fatigue.ts';
import { type Happening, happenAs } from './happening.ts';
import type { Occasion } from './occasion.ts';
import { exponentialFrom, streamOf } from './streams.ts';

/** Endless events of one customer and outcome, oldest first. */
export type Background = Generator<Happening, never, void>;

/** One source of background events per outcome that has any; `begin` starts it for a customer. */
export interface BackgroundLaw {
  readonly outcome: string;
  begin(customer: Customer): Background;
}

export function backgroundLaws(spec: WorldSpec, key: SipKey, startAt: Instant): BackgroundLaw[] {
  return Object.entries(spec.outcomes).flatMap(([name, { background }]) => {
    if (background === undefined) return [];
    const sum = sumOfEffects(background.effects);
    const breaks = breaksOf(background.effects.map(({ when }) => when.day));
    const happen = happenAs(spec, name, key);
    const gaps = streamOf(key, 'background gap', name);
    const keeps = streamOf(key, 'background kept', name);
    function* begin(customer: Customer): Background {
      // Thinning (Lewis and Shedler 1979): candidates at the highest rate, each kept with the rate's share of it.
      const highest = background!.perDay * exp(highestSum(sum, customer, breaks));
      let day = 0;
      for (let order = 0; ; order++) {
        day += exponentialFrom(gaps(customer.index, 0, order)) / highest;
        const occasion = quietDay(day);
        if (keeps(customer.index, 0, order) * highest >= background!.perDay * exp(sum(customer, occasion))) continue;
        const at = startAt + Math.ceil(day * 86_400) * 1000;
        yield happen(customer, occasion, false, { at, source: { at: 0, order }, id: `${name}-${order}` });
      }
    }
    return [{ outcome: name, begin }];
  });
}

/** No message, no hour: only the day can be asked. */
const quietDay = (day: number): Occasion => ({ properties: {}, campaign: null, channel: null, hour: -1, day });

/** Days at which a rate may change; it is constant in between. */
function breaksOf(
  ranges: readonly ({ readonly from?: number | undefined; readonly below?: number | undefined } | undefined)[],
) {
  return [0, ...ranges.flatMap((range) => [range?.from ?? 0, range?.below ?? 0])].filter((day) => day >= 0);
}

function highestSum(sum: EffectSum, customer: Customer, breaks: readonly number[]): number {
  return breaks.reduce((highest, day) => Math.max(highest, sum(customer, quietDay(day))), -Infinity);
}

export const dayOfWorld = (at: Instant, startAt: Instant): number => (at - startAt) / DAY_MS;
