import { Figure } from '../../charts/figure.tsx';
import type { Feed } from '../../client/types.ts';
import { count, day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

const setAsideOf = ({ setAside }: Feed): number => Object.values(setAside).reduce((sum, rows) => sum + rows, 0);

export function Feeds({ feeds }: { readonly feeds: readonly Feed[] }) {
  const doubtful = feeds.filter(({ doubts }) => doubts.length > 0);
  return (
    <Figure
      {...{ title: text('feeds'), note: text('feedsNote'), name: 'feeds', isTable: true }}
      table={{
        columns: [text('feed'), text('feedFormat'), text('feedNewest'), text('feedRows'), text('feedAside')],
        rows: feeds.map((feed) => [
          feed.name,
          feed.format,
          feed.newestAt ?? feed.newestDay,
          feed.rows,
          setAsideOf(feed),
        ]),
      }}
    >
      {feeds.length === 0 ? (
        <p className="note">{text('feedsNone')}</p>
      ) : (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{text('feed')}</th>
              <th scope="col">{text('feedFormat')}</th>
              <th scope="col">{text('feedNewest')}</th>
              <th scope="col" className="r">
                {text('feedRows')}
              </th>
              <th scope="col" className="r">
                {text('feedAside')}
              </th>
            </tr>
          </thead>
          <tbody>
            {feeds.map((feed) => {
              const newest = feed.newestAt ?? feed.newestDay;
              return (
                <tr key={feed.name}>
                  <th scope="row" className="id">
                    {feed.name}
                  </th>
                  <td data-l={text('feedFormat')}>{feed.format}</td>
                  <td data-l={text('feedNewest')}>{newest === null ? text('feedNever') : day(newest)}</td>
                  <td data-l={text('feedRows')} className="r">
                    {count(feed.rows)}
                  </td>
                  <td data-l={text('feedAside')} className="r">
                    {count(setAsideOf(feed))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {doubtful.map(({ name, doubts }) => (
        <p className="ban" key={name}>
          {text('feedDoubts', { feed: name, doubts: doubts.join('; ') })}
        </p>
      ))}
    </Figure>
  );
}
