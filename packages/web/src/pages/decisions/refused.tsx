import type { Explanation } from '@fitly/contract/api';
import { count } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import type { OptionNames } from './decision-view.ts';

interface Props {
  readonly explanation: Explanation;
  readonly names: OptionNames;
}

export function Refused({ explanation: { actions, eligible, refusals }, names }: Props) {
  const named = (option: string): string => {
    const [dimension = '', id = ''] = option.split('=');
    return names(dimension, id);
  };
  return (
    <div>
      <div className="head">
        <h2>{text('refused', { refused: actions - eligible, count: actions })}</h2>
      </div>
      {refusals.length === 0 && <p className="note">{text('refusedNone', { count: actions })}</p>}
      <ul className="ref">
        {refusals.map(({ reason, scope, actions: refused, options }) => (
          <li key={`${reason} ${scope}`}>
            <b>{count(refused)}</b>
            <span>
              {options.map(named).join(', ')} <span className="id">{reason}</span>{' '}
              <span className="note">{text(scope === 'everybody' ? 'refusedEverybody' : 'refusedCustomer')}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
