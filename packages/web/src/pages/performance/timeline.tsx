import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

export function Timeline({ report: { agent, timeline, asOfDay } }: { readonly report: Report }) {
  return (
    <Figure
      {...{ title: text('timeline'), note: text('timelineNote'), name: `${agent}-timeline`, isTable: true }}
      table={{
        columns: [text('day'), text('state'), text('timeline')],
        rows: timeline.map((each) => [each.day, each.label, each.details]),
      }}
    >
      <ol className="log">
        {timeline.toReversed().map((each) => (
          <li key={`${each.day} ${each.label} ${each.details}`}>
            <time dateTime={each.day}>{day(each.day, asOfDay.slice(0, 4))}</time>
            <span>
              <b>{each.label}</b> {each.details}
            </span>
          </li>
        ))}
      </ol>
    </Figure>
  );
}
