/** What the groups as they are can find, and what other shares of the control could: a forecast by the noise so far. */
import type { Report } from '@fitly/contract/api';
import { count, share } from '../../numbers/format.ts';
import { groupPhrase } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';

type Plan = Report['planning'][number];

export interface PlanningRow {
  readonly what: string;
  /** Of the interval that is read daily, and of one look on a day that was fixed beforehand. */
  readonly daily: string;
  readonly once: string;
}

export function planningRows({ control, detectable, power, powers, allocations }: Plan): PlanningRow[] {
  return [
    { what: text('planSmallest', { power: share(power, 0) }), ...looks(detectable, plusMinus) },
    ...powers.map(({ effect, ...found }) => ({
      what: text('planFound', { effect: plusMinus(effect) }),
      ...looks(found, probability),
    })),
    ...allocations.map(({ controlShare, controlCustomers, ...found }) => ({
      what: text('planShare', {
        ...{ share: share(controlShare, 0), control: groupPhrase(control) },
        customers: count(Math.round(controlCustomers)),
      }),
      ...looks(found, plusMinus),
    })),
  ];
}

const plusMinus = (effect: number): string => `±${share(effect)}`;
/** Never told as certain. */
const probability = (value: number): string => (value > 0.99 ? text('planNearlyAll') : share(value, 0));
const looks = ({ sequential, fixed }: Plan['detectable'], show: (value: number) => string) => ({
  ...{ daily: show(sequential), once: show(fixed) },
});
