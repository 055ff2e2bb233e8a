import type { Contrast, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { IntervalMark } from '../../charts/interval-mark.tsx';
import { percent } from '../../numbers/format.ts';
import { figuresInWords, markOf, sharedDomain } from '../../parts/comparison-words.ts';
import { VerdictWord } from '../../parts/verdict-word.tsx';
import { text } from '../../texts/text.ts';

interface Props {
  readonly report: Report;
  readonly contrasts: readonly Contrast[];
}

/** All comparisons on one axis; withheld and early ones keep their place and show no number. */
export function Comparisons({ report, contrasts }: Props) {
  const domain = sharedDomain(contrasts);
  const primary = contrasts.filter(({ role }) => role === 'primary').length;
  const ends = { low: percent(domain[0], 0), high: percent(domain[1], 0) };
  return (
    <Figure
      title={text('allComparisons')}
      name={`${report.agent}-comparisons`}
      table={{
        columns: [text('allComparisons'), text('state'), text('estimate'), text('low'), text('high')],
        rows: contrasts.map(({ title, verdict, relative }) => [
          ...[title, text(verdict)],
          ...[relative?.estimate ?? null, relative?.low ?? null, relative?.high ?? null],
        ]),
      }}
      caption={
        primary === 1 ? text('forestAxisOne', ends) : text('forestAxis', { ...ends, primary, primaryCount: primary })
      }
    >
      <ul className="forest">
        {contrasts.map((contrast) => (
          <li key={contrast.id}>
            <div className="fn">{contrast.title}</div>
            <IntervalMark {...markOf(contrast, report.metric)} domain={domain} width={330} height={26} />
            <div className="ft">
              <VerdictWord verdict={contrast.verdict} /> {figuresInWords(contrast, report.metric)}: {contrast.meaning}
            </div>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
