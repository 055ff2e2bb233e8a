/** What became of every decision: who was reached, what was lost on the way and why, and whether others count the same. */
import type { Report } from '@fitly/contract/api';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reportQuery } from '../../client/queries.ts';
import { Headline } from '../../parts/finding.tsx';
import { NothingRun } from '../../parts/nothing-run.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { Audience } from './audience.tsx';
import { BrazeCounts } from './braze-counts.tsx';
import { Followed } from './followed.tsx';
import { messagesFinding } from './messages-view.ts';
import { Refusals } from './refusals.tsx';
import { Sends } from './sends.tsx';
import { WayOut } from './way-out.tsx';
import './messages.css';

export function MessagesPage() {
  const { agent } = useParams({ from: '/agents/$agent/messages' });
  useTitle(text('messagesTitle', { agent }));
  const report = useQuery(reportQuery(agent));
  return (
    <Loaded query={report} problems={{ run_not_found: <NothingRun agent={agent} what={text('messagesNoneWhat')} /> }}>
      {(found) => <Shown report={found} />}
    </Loaded>
  );
}

function Shown({ report }: { readonly report: Report }) {
  return (
    <>
      <Headline {...messagesFinding(report)} />
      <WayOut report={report} />
      <Followed report={report} />
      <BrazeCounts report={report} />
      <Sends report={report} />
      <Refusals report={report} />
      <Audience report={report} />
    </>
  );
}
