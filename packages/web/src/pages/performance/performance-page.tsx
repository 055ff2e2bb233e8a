/** What the agent is worth: the sentence, and the evidence in the order in which one would doubt it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { reportQuery } from '../../client/queries.ts';
import { Finding } from '../../parts/finding.tsx';
import { NothingRun } from '../../parts/nothing-run.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { type PerformanceSearch, performanceSearch } from '../../searches.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { AllNumbers } from './all-numbers.tsx';
import { ChecksStrip } from './checks-strip.tsx';
import { Comparisons } from './comparisons.tsx';
import { Controls } from './controls.tsx';
import { DriverTree } from './driver-tree.tsx';
import { GroupsTable } from './groups-table.tsx';
import { HowComputed } from './how-computed.tsx';
import { Kpis } from './kpis.tsx';
import { Notes } from './notes.tsx';
import { lookAt, shownOf } from './performance-view.ts';
import { Planning } from './planning.tsx';
import { Timeline } from './timeline.tsx';
import { Trend } from './trend.tsx';
import { Uplift } from './uplift.tsx';
import './performance.css';

const ROUTE = '/agents/$agent/performance';

export function PerformancePage() {
  const { agent } = useParams({ from: ROUTE });
  const search: PerformanceSearch = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  useTitle(text('performanceTitle', { agent }));
  // The span of cards and trend counts from the newest day, which the whole report tells.
  const whole = useQuery(reportQuery(agent));
  const shown = shownOf(search, whole.data);
  const spanned = useQuery({ ...reportQuery(agent, shown), placeholderData: keepPreviousData });
  const change = (changed: PerformanceSearch): void =>
    void navigate({ search: performanceSearch({ ...search, ...changed }), replace: true, resetScroll: false });
  return (
    <Loaded
      query={whole.data === undefined ? whole : spanned}
      problems={{ run_not_found: <NothingRun agent={agent} what={text('noRunWhat')} /> }}
    >
      {(report) => {
        const view = lookAt(report, search);
        const { contrasts, primary } = view;
        return (
          <>
            <Finding contrast={primary} metric={report.metric} lead={view.lead} />
            <Controls report={whole.data ?? report} {...{ search, change }} />
            <ChecksStrip checks={report.checks} />
            <Kpis {...{ report, primary }} />
            <section className="part cols c21 rule">
              <Uplift {...{ report, contrasts, search, change }} />
              <Comparisons {...{ report, contrasts }} />
            </section>
            {report.performance !== null && (
              <section className="part cols c2 rule">
                <Trend {...{ report, search, change }} performance={report.performance} />
                <DriverTree report={report} />
              </section>
            )}
            <section className="part rule">
              <GroupsTable report={report} />
            </section>
            <section className="part rule" id="how">
              <HowComputed contrasts={contrasts} />
            </section>
            {report.planning.length > 0 && (
              <section className="part rule">
                <Planning report={report} />
              </section>
            )}
            <section className="part cols c2 rule">
              <Timeline report={report} />
              <Notes notes={report.notes} />
            </section>
            <AllNumbers report={report} />
          </>
        );
      }}
    </Loaded>
  );
}
