import type { Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { count, day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { groupsInWords } from './messages-view.ts';

const SHOWN_DAYS = 14;
const SHOWN_CAMPAIGNS = 10;

type Reconciliation = NonNullable<Report['reconciliation']>;
type ReconciledDay = Reconciliation['days'][number];

const whyAborted = ({ aborts }: ReconciledDay): string =>
  aborts.map(({ reason, decisions }) => `${reason} ${count(decisions)}`).join(', ');

/** The ledger beside what a feed tells was sent; nothing without a feed. */
export function Sends({ report: { agent, reconciliation, asOfDay } }: { readonly report: Report }) {
  if (reconciliation === null || reconciliation.days.length === 0) return null;
  const { days, campaigns, settledAfterDays } = reconciliation;
  const counted = (title: string, raw: (on: ReconciledDay) => number): Column<ReconciledDay> => ({ title, raw });
  return (
    <section className="part rule stack">
      <TableFigure
        {...{ title: text('sends'), name: `${agent}-sends` }}
        note={text('sendsNote', { days: settledAfterDays })}
        rows={days.slice(-SHOWN_DAYS).toReversed()}
        columns={[
          { title: text('day'), raw: (on) => on.day, shown: (on) => day(on.day, asOfDay.slice(0, 4)) },
          counted(text('accepted'), ({ accepted }) => accepted),
          counted(text('stage_sent'), ({ sent }) => sent),
          counted(text('aborted'), ({ aborted }) => aborted),
          {
            title: text('noEvent'),
            raw: ({ withoutEvent }) => withoutEvent,
            shown: ({ withoutEvent }) => (withoutEvent === null ? text('too_early') : count(withoutEvent)),
          },
          counted(text('sentTwice'), ({ sentTwice }) => sentTwice),
          counted(text('sentOtherwise'), ({ sentOtherwise }) => sentOtherwise),
          {
            title: text('othersSends'),
            raw: ({ foreign }) => groupsInWords(foreign),
            isText: true,
          },
          {
            title: text('whyAborted'),
            raw: whyAborted,
            shown: (on) => whyAborted(on) || text('none'),
            isText: true,
          },
        ]}
      />
      {campaigns.length > 0 && (
        <TableFigure
          {...{ title: text('besides'), note: text('besidesNote'), name: `${agent}-other-sends` }}
          rows={campaigns.slice(0, SHOWN_CAMPAIGNS)}
          keyOf={({ target, sender }) => `${target} ${sender}`}
          columns={[
            { title: text('campaign'), raw: ({ target, sender }) => target ?? text(`sender_${sender}`) },
            { title: text('sentBy'), raw: ({ sender }) => text(`sender_${sender}`), isText: true },
            { title: text('toWhom'), raw: ({ groups }) => groupsInWords(groups), isText: true },
            { title: text('all'), raw: ({ sends }) => sends },
          ]}
        />
      )}
    </section>
  );
}
