import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { TableFigure } from '../../charts/table-figure.tsx';
import type { Feed } from '../../client/types.ts';
import { count, day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

const NO_BREAK = '\u00a0';

interface Props {
  readonly feeds: readonly Feed[];
  /** What the report knows of them: how old events were when they came. */
  readonly inbound: Report['inbound'];
}

export function Feeds({ feeds, inbound }: Props) {
  const shared = { title: text('feeds'), note: text('feedsNote'), name: 'feeds' };
  if (feeds.length === 0) {
    return (
      <Figure {...shared} isTable table={{ columns: [text('feed')], rows: [] }}>
        <p className="note">{text('feedsNone')}</p>
      </Figure>
    );
  }
  const newestOf = ({ newestAt, newestDay }: Feed): string | null => newestAt ?? newestDay;
  return (
    <>
      <TableFigure
        {...shared}
        rows={feeds}
        columns={[
          { title: text('feed'), raw: ({ name }) => name, shown: ({ name }) => <span className="id">{name}</span> },
          { title: text('feedFormat'), raw: ({ format }) => format, isText: true },
          {
            ...{ title: text('feedNewest'), raw: newestOf, isText: true },
            shown: (feed) => {
              const newest = newestOf(feed);
              return newest === null ? text('feedNever') : day(newest);
            },
          },
          { title: text('feedRows'), raw: ({ rows }) => rows },
          {
            title: text('feedAside'),
            raw: ({ setAside }) => Object.values(setAside).reduce((sum, rows) => sum + rows, 0),
          },
          { title: text('feedAge'), raw: ({ name }) => agesOf(name, inbound), isText: true },
        ]}
      />
      {feeds
        .filter(({ doubts }) => doubts.length > 0)
        .map(({ name, doubts }) => (
          <p className="ban" key={name}>
            {text('feedDoubts', { feed: name, doubts: doubts.join('; ') })}
          </p>
        ))}
    </>
  );
}

/** `under 1 h: 1,204 · 1–2 days: 3`. */
function agesOf(feed: string, inbound: Report['inbound']): string | null {
  const told = inbound.find(({ name }) => name === feed)?.lateness.filter(({ events }) => events > 0) ?? [];
  return told.length === 0
    ? null
    : told.map(({ age, events }) => `${text(`age_${age}`)}: ${count(events)}`.replaceAll(' ', NO_BREAK)).join(' · ');
}
