import type { Insights, OptionInsight, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { IntervalMark } from '../../charts/interval-mark.tsx';
import { niceDomain } from '../../charts/scale.ts';
import { signedFigure, signedPer1000 } from '../../numbers/format.ts';
import { groupPhrase } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';

interface Props {
  readonly report: Report;
  readonly insights: Insights;
  readonly dimension: string;
}

const valueFor = ({ value }: OptionInsight) => (value.kind === 'value' ? value : null);

/** From random control: an option's own mean says more of whom it was given to than of what it does. */
export function Worth({ report, insights, dimension }: Props) {
  const own = insights.options.filter((each) => each.dimension === dimension && each.segment === null);
  const values = own.map(valueFor);
  const domain = niceDomain(
    [0, ...values.flatMap((each) => (each === null ? [] : [each.difference.low, each.difference.high]))],
    4,
  );
  const format = report.metric.currency === null ? signedPer1000 : signedFigure;
  const from = values.find((each) => each !== null)?.from ?? 'random_control';
  return (
    <Figure
      title={text('worth')}
      note={text('worthNote', { metric: report.metric.label })}
      name={`${report.agent}-${dimension}-worth`}
      table={{
        columns: [text('option'), text('estimate'), text('low'), text('high')],
        rows: own.map((each) => {
          const difference = valueFor(each)?.difference;
          return [each.optionLabel, difference?.estimate ?? null, difference?.low ?? null, difference?.high ?? null];
        }),
      }}
      caption={text('worthCaption', { from: groupPhrase(from) })}
    >
      <ul className="worth">
        {own.map((option) => {
          const value = valueFor(option);
          const words =
            value === null
              ? (option.value.kind === 'none' && option.value.reason) || text('too_early')
              : text('interval', {
                  ...{ estimate: format(value.difference.estimate), low: format(value.difference.low) },
                  high: format(value.difference.high),
                });
          const verdict =
            value === null
              ? 'too_early'
              : !value.stands
                ? 'unproven'
                : value.difference.estimate > 0
                  ? 'better'
                  : 'worse';
          return (
            <li key={option.option}>
              <span>{option.optionLabel}</span>
              <IntervalMark
                {...{ verdict, domain }}
                interval={value?.difference ?? null}
                label={`${option.optionLabel}: ${words}`}
                width={220}
              />
              <span className="note">
                {words} {value?.stands && <span className={`v-${verdict}`}>{text('stands')}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </Figure>
  );
}
