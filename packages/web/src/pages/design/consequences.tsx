/** What the design comes to: how many actions, how many customers in each group, and what could be shown by when. */
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { LaunchFigures } from '../../client/design-queries.ts';
import type { Checked, LaunchPlan } from '../../client/types.ts';
import { count, percent, share } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { useDesign } from './design-context.tsx';
import { groupSizes } from './group-sizes.ts';
import { asBlock, listAt, valueAt } from './values.ts';

interface Props {
  readonly checked: Checked | null;
  readonly plan: LaunchPlan | null;
  readonly figures: LaunchFigures;
}

export function Consequences({ checked, plan, figures }: Props) {
  const { root } = useDesign();
  const sizes = listAt(root, ['dimensions']).map((each) => listAt(asBlock(each), ['options']).length);
  const product = sizes.reduce((all, each) => all * each, 1);
  const contrast = plan?.contrasts[0];
  const actions = checked?.actions ?? null;
  const customers = plan?.customers ?? figures.customers;
  const isMoney = valueAt(root, ['success', 'currency']) != null;
  const unknown = text(isMoney ? 'dzByImports' : 'dzNotKnown');
  return (
    <div className="cons">
      <dl>
        <Figure
          name={text('dzCombinations')}
          value={sizes.length < 2 ? count(product) : `${sizes.join(' × ')} = ${count(product)}`}
        >
          {actions === null ? text('dzNotKnown') : text('dzCanBeChosen', { count: count(actions) })}
        </Figure>
        <Figure name={text('dzCustomers')} value={customers === null ? text('none') : count(customers)}>
          {customers === null
            ? text('dzNotKnown')
            : groupSizes(root, customers)
                .map(({ group, size }) => `${count(size)} ${text(group).toLowerCase()}`)
                .join(', ')}
        </Figure>
        <Figure
          name={text('dzSmallest')}
          value={contrast === undefined ? text('none') : `±${percent(contrast.detectable.sequential).replace('+', '')}`}
        >
          {contrast === undefined || plan === null
            ? unknown
            : text('dzWithin', { days: count(plan.baseline.days), power: share(contrast.power, 0) })}
        </Figure>
        <Figure name={text('dzWhen')} value={soonest(contrast)}>
          {contrast === undefined ? unknown : later(contrast)}
        </Figure>
      </dl>
      <Guesses figures={figures} isMoney={isMoney} />
    </div>
  );
}

const NAMED = { first: 0.1, second: 0.05 } as const;
type Contrast = LaunchPlan['contrasts'][number];

const daysTo = ({ when }: Contrast, effect: number): number | null | undefined =>
  when.find((each) => each.effect === effect)?.sequential;

function soonest(contrast: Contrast | undefined): string {
  const days = contrast === undefined ? undefined : daysTo(contrast, NAMED.first);
  if (days === undefined) return text('none');
  return days === null ? text('dzOverAYear') : text('dzDayCount', { days: count(days) });
}

function later(contrast: Contrast): string {
  const days = daysTo(contrast, NAMED.second);
  const words = days == null ? text('dzOverAYear') : text('dzDayCount', { days: count(days) });
  return text('dzForHalf', { days: words });
}

function Figure({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span>{children}</span>
      </dd>
    </div>
  );
}

/** Until imports tell them, somebody who knows the audience says two figures; they stand in the address. */
function Guesses({ figures, isMoney }: { readonly figures: LaunchFigures; readonly isMoney: boolean }) {
  const navigate = useNavigate({ from: '/agents/$agent/design' });
  const [customers, setCustomers] = useState(figures.customers?.toString() ?? '');
  const [rate, setRate] = useState(figures.baseRate === null ? '' : String(Math.round(figures.baseRate * 1e6) / 1e4));
  const say = (): void => {
    const [many, percentage] = [
      Number(customers.replaceAll(/\D/g, '')),
      Number(rate.replace(',', '.').replace('%', '')),
    ];
    const said = {
      ...(many >= 2 && { customers: many }),
      ...(percentage > 0 && percentage < 100 && { rate: percentage / 100 }),
    };
    void navigate({
      search: ({ customers: _many, rate: _rate, ...all }) => ({ ...all, ...said }),
      ...{ replace: true, resetScroll: false },
    });
  };
  const onKey = { onBlur: say, onKeyDown: ({ key }: { readonly key: string }) => key === 'Enter' && say() };
  return (
    <div className="guesses">
      <label>
        {text('dzGuessCustomers')}{' '}
        <input inputMode="numeric" value={customers} onChange={({ target }) => setCustomers(target.value)} {...onKey} />
      </label>
      {!isMoney && (
        <label>
          {text('dzGuessRate')}{' '}
          <input inputMode="decimal" value={rate} onChange={({ target }) => setRate(target.value)} {...onKey} /> %
        </label>
      )}
      <span className="note">{text('dzGuessNote')}</span>
    </div>
  );
}
