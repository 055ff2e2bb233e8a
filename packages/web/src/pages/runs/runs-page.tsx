/** Whether the newest day, or the one in the address, is done, and what became of it. */
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { feedsQuery, reportQuery, runQuery, runsQuery } from '../../client/queries.ts';
import type { ListedRun } from '../../client/types.ts';
import { NothingRun } from '../../parts/nothing-run.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { EarlierRuns } from './earlier-runs.tsx';
import { Feeds } from './feeds.tsx';
import { Funnel } from './funnel.tsx';
import { InDoubt } from './in-doubt.tsx';
import { runFinding } from './runs-view.ts';
import { Steps } from './steps.tsx';
import './runs.css';

const ROUTE = '/agents/$agent/runs';
const RUNS = 30;

export function RunsPage() {
  const { agent } = useParams({ from: ROUTE });
  const { day } = useSearch({ from: ROUTE });
  useTitle(text('runsTitle', { agent }));
  const runs = useQuery(runsQuery(agent, RUNS));
  return (
    <Loaded query={runs}>
      {(all) => {
        const on = day ?? all[0]?.day;
        if (on === undefined) return <NothingRun agent={agent} what={text('noRuns')} />;
        return <OneRun {...{ agent, runs: all }} day={on} />;
      }}
    </Loaded>
  );
}

interface Props {
  readonly agent: string;
  readonly runs: readonly ListedRun[];
  readonly day: string;
}

function OneRun({ agent, runs, day }: Props) {
  const run = useQuery(runQuery(agent, day));
  const report = useQuery(reportQuery(agent));
  const feeds = useQuery(feedsQuery());
  const outbound = report.data?.outbound ?? [];
  return (
    <Loaded query={run}>
      {(found) => {
        const onDay = outbound.find((each) => each.day === found.day);
        const { before, figure, after, lead } = runFinding(found, onDay);
        return (
          <>
            <h1 className="finding" aria-live="polite">
              {before}
              {figure !== '' && <b>{figure}</b>}
              {after}
            </h1>
            <p className="sub">{lead}</p>
            <Steps run={found} />
            {onDay !== undefined && (
              <section className="part cols c21 rule">
                <Funnel {...{ agent, onDay }} />
                <InDoubt outbound={outbound} />
              </section>
            )}
            <section className="part cols c2 rule">
              <EarlierRuns {...{ agent, runs, outbound, day }} />
              <Loaded query={feeds}>{(all) => <Feeds feeds={all} inbound={report.data?.inbound ?? []} />}</Loaded>
            </section>
          </>
        );
      }}
    </Loaded>
  );
}
