/** Who gets what; whether it pays is another page. */
import type { Report } from '@fitly/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { reportQuery } from '../../client/queries.ts';
import { NothingRun } from '../../parts/nothing-run.tsx';
import { Pick } from '../../parts/pick.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { Notice } from '../../shell/notices.tsx';
import { text } from '../../texts/text.ts';
import { Exploration } from './exploration.tsx';
import { Health } from './health.tsx';
import { Heat } from './heat.tsx';
import { insightsFinding } from './insights-view.ts';
import { Moved } from './moved.tsx';
import { Pulls } from './pulls.tsx';
import { Worth } from './worth.tsx';
import './insights.css';

const ROUTE = '/agents/$agent/insights';

export function InsightsPage() {
  const { agent } = useParams({ from: ROUTE });
  useTitle(text('insightsTitle', { agent }));
  const report = useQuery(reportQuery(agent));
  return (
    <Loaded query={report} problems={{ run_not_found: <NothingRun agent={agent} what={text('insightsNoneWhat')} /> }}>
      {(found) => <Shown report={found} />}
    </Loaded>
  );
}

function Shown({ report }: { readonly report: Report }) {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  const { insights, dimensions, agent } = report;
  const dimension = dimensions.find(({ id }) => id === search.dimension) ?? dimensions[0];
  if (dimension === undefined || insights === null) {
    return (
      <>
        <Notice title={text('insightsNone')}>
          <p className="sub">{text('insightsNoneWhat')}</p>
        </Notice>
        <Exploration report={report} />
      </>
    );
  }
  const [before, after] = text('insightsSub', { performance: '\u0000' }).split('\u0000');
  return (
    <>
      <h1 className="finding">{insightsFinding(dimensions, dimension)}</h1>
      <p className="sub">
        {before}
        <Link to="/agents/$agent/performance" params={{ agent }}>
          {text('tabPerformance')}
        </Link>
        {after}
      </p>
      <div className="controls">
        <Pick
          label={text('dimension')}
          value={dimension.id}
          options={dimensions.map(({ id, label }) => ({ value: id, words: `${text('dimension')}: ${label}` }))}
          onPick={(id) => void navigate({ search: { dimension: id }, replace: true, resetScroll: false })}
        />
      </div>
      <section className="part cols c2 rule">
        <Heat {...{ report, insights }} dimension={dimension.id} />
        <div className="stack">
          <Moved {...{ report, dimension }} />
          <Worth {...{ report, insights }} dimension={dimension.id} />
        </div>
      </section>
      <section className="part cols c21 rule">
        <Pulls {...{ report, insights }} dimension={dimension.id} />
        <Health {...{ report, insights }} />
      </section>
      <Exploration report={report} />
    </>
  );
}
