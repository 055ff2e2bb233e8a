import type { Explanation } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { share } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { combination, type OptionNames } from './decision-view.ts';

interface Props {
  readonly agent: string;
  readonly explanation: Explanation;
  readonly names: OptionNames;
  readonly chosen: Readonly<Record<string, string>>;
}

const MOST = 10;

export function WhyNot({ agent, explanation: { candidates }, names, chosen }: Props) {
  const name = combination(chosen, names);
  const rows = candidates.map((each) => ({ ...each, words: combination(each.options, names) }));
  const at = rows.findIndex(({ words }) => words === name);
  const shown = rows.filter((_row, index) => index < MOST || index === at);
  const rest = rows.filter((row) => !shown.includes(row));
  return (
    <Figure
      {...{ title: text('whyOthers'), name: `${agent}-probabilities`, isTable: true }}
      table={{
        columns: [text('combination'), text('probabilityColumn')],
        rows: rows.map(({ words, probability }) => [words, probability]),
      }}
      caption={
        rest.length === 0
          ? undefined
          : text('more', {
              count: rest.length,
              share: share(rest.reduce((sum, { probability }) => sum + probability, 0)),
            })
      }
    >
      <table className="ways">
        <thead>
          <tr>
            <th scope="col">{text('combination')}</th>
            <th scope="col" className="r">
              {text('probabilityColumn')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ action, words, probability }) => (
            <tr key={action} className={words === name ? 'sel' : undefined}>
              <td>
                {words} {words === name && <span className="tag">{text('chosen')}</span>}
              </td>
              <td className="r">{share(probability)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}
