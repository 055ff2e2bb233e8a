import type { Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { groupName } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';
import { type FollowedRow, followedRows, ofAccepted } from './messages-view.ts';

/** What a feed of Braze tells of accepted messages; another platform's messages are its own. */
export function Followed({ report: { agent, messages, runs } }: { readonly report: Report }) {
  if (runs.sendsByFile === true) return null;
  if (messages === null) {
    return (
      <section className="part rule">
        <h2>{text('followed')}</h2>
        <p className="sub">{text('followedNone')}</p>
      </section>
    );
  }
  return (
    <section className="part rule">
      <TableFigure
        {...{ title: text('followed'), name: `${agent}-messages`, rows: followedRows(messages) }}
        note={text('followedNote')}
        columns={[
          { title: text('stage'), raw: ({ label }) => label },
          ...messages.groups.map(
            ({ group, accepted }): Column<FollowedRow> => ({
              title: groupName(group),
              raw: ({ counts }) => counts[group] ?? null,
              shown: ({ counts }) => ofAccepted(counts[group], accepted),
            }),
          ),
        ]}
        caption={text('followedHow', { version: messages.filterVersion })}
      />
    </section>
  );
}
