import type { Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

type History = NonNullable<Report['audience']>['histories'][number];

const sizeAt =
  (at: number) =>
  ({ sizes }: History): number | null =>
    sizes.at(at)?.size ?? null;
const nameOf = ({ subject }: Pick<History, 'subject'>): string =>
  subject === 'audience' ? text('theAudience') : text('segmentNamed', { segment: subject });

/** Sizes of the audience and of its segments, with what was unusual of late. */
export function Audience({ report: { agent, audience, asOfDay } }: { readonly report: Report }) {
  if (audience === null || audience.histories.length === 0) return null;
  const { histories, notRead } = audience;
  const size = (title: string, at: number): Column<History> => ({ title, raw: sizeAt(at) });
  return (
    <section className="part rule">
      <TableFigure
        {...{ title: text('audience'), note: text('audienceNote'), name: `${agent}-audience`, rows: histories }}
        columns={[
          { title: text('ofWhat'), raw: nameOf },
          size(text('newest'), -1),
          size(text('dayBefore'), -2),
          size(text('weekBefore'), -8),
        ]}
        caption={notRead === null ? undefined : `${notRead}.`}
      >
        {histories.flatMap((history) =>
          history.alerts.map((alert) => (
            <p className="ban above" key={`${history.subject} ${alert.day} ${alert.kind}`}>
              {day(alert.day, asOfDay.slice(0, 4))}: {nameOf(history)} {alert.says}
            </p>
          )),
        )}
      </TableFigure>
    </section>
  );
}
