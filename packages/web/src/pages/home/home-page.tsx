/** All agents on one axis, and what needs somebody. */
import { ApiError } from '@fitly/contract/api';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Figure } from '../../charts/figure.tsx';
import { agentsQuery, feedsQuery, reportQuery } from '../../client/queries.ts';
import type { ListedAgent } from '../../client/types.ts';
import { useMay } from '../../client/use-may.ts';
import { day, dayWithYear, percent, share } from '../../numbers/format.ts';
import { sharedDomain } from '../../parts/comparison-words.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { Command, Notice } from '../../shell/notices.tsx';
import { text } from '../../texts/text.ts';
import { AgentRow } from './agent-row.tsx';
import { type AgentReading, isRunning, lateOf, needsOf, needsSentence, upliftSentence } from './home-view.ts';
import { NeedsYou } from './needs-you.tsx';
import './home.css';

export function HomePage() {
  useTitle(text('agents'));
  const agents = useQuery(agentsQuery());
  return <Loaded query={agents}>{(all) => (all.length === 0 ? <NoAgent /> : <Agents agents={all} />)}</Loaded>;
}

function NoAgent() {
  const mayDesign = useMay('design');
  return (
    <Notice title={text('homeNone')}>
      <p className="sub">
        {text('homeNoneWhat')} {text(mayDesign ? 'homeNoneBegin' : 'homeNoneWho')}
      </p>
      <NewAgent />
      <p className="sub">{text('homeNoneDemo')}</p>
      <Command>fitly demo</Command>
    </Notice>
  );
}

/** For whoever may write agents. */
function NewAgent() {
  if (!useMay('design')) return null;
  return (
    <p className="acts">
      <Link to="/agents/new" className="btn">
        {text('newAgent')}
      </Link>
    </p>
  );
}

const LATELY = 5;

function Agents({ agents }: { readonly agents: readonly ListedAgent[] }) {
  const reports = useQueries({ queries: agents.map(({ name }) => reportQuery(name)) });
  const feeds = useQuery(feedsQuery());
  const readings = agents.map((agent, at): AgentReading => {
    const { data, error } = reports[at] ?? {};
    const isNone = error instanceof ApiError && error.problem.code === 'run_not_found';
    return {
      agent,
      report: data ?? (error == null ? undefined : null),
      isBroken: data === undefined && error != null && !isNone,
    };
  });
  const needs = needsOf(readings, feeds.data ?? []);
  const late = lateOf(readings, LATELY);
  const asOf = readings
    .flatMap(({ report }) => report?.asOfDay ?? [])
    .toSorted()
    .at(-1);
  const [running, resting] = [readings.filter(isRunning), readings.filter((each) => !isRunning(each))];
  return (
    <>
      <h1 className="finding">
        {upliftSentence(readings)}
        <br />
        <b>{needsSentence(needs, readings)}</b>
      </h1>
      {asOf !== undefined && <p className="sub">{text('homeSub', { day: dayWithYear(asOf) })}</p>}
      <NewAgent />
      {(needs.length > 0 || late.length > 0) && (
        <section className={needs.length > 0 ? 'part cols c21' : 'part'}>
          {needs.length > 0 && <NeedsYou needs={needs} />}
          <div className="lately">
            {late.length > 0 && <h2>{text('lately')}</h2>}
            <ol className="log">
              {late.map((each) => (
                <li key={`${each.day} ${each.agent} ${each.label}`}>
                  <time dateTime={each.day}>{day(each.day, asOf?.slice(0, 4))}</time>
                  <span>
                    <b>{each.agent}</b>: {each.label}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        </section>
      )}
      {running.length > 0 && <AgentList title={text('running')} note={text('runningNote')} readings={running} />}
      {resting.length > 0 && <AgentList title={text('notRunning')} readings={resting} />}
    </>
  );
}

interface ListProps {
  readonly title: string;
  readonly note?: string;
  readonly readings: readonly AgentReading[];
}

function AgentList({ title, note, readings }: ListProps) {
  const contrasts = readings.flatMap(({ report }) => report?.contrasts[0] ?? []);
  const domain = sharedDomain(contrasts);
  const alpha = contrasts[0]?.alpha;
  return (
    <section className="part rule">
      <Figure
        {...{ title, name: 'agents', isTable: true, ...(note !== undefined && { note }) }}
        table={{
          columns: [text('homeAgent'), text('state'), text('estimate'), text('low'), text('high')],
          rows: readings.map(({ agent, report }) => {
            const relative = report?.contrasts[0]?.relative;
            return [agent.name, agent.state, relative?.estimate ?? null, relative?.low ?? null, relative?.high ?? null];
          }),
        }}
        caption={alpha === undefined ? undefined : text('homeCaption', { level: share(1 - alpha, 0) })}
      >
        <div className="hd" aria-hidden="true">
          <span>{text('homeAgent')}</span>
          <span>{text('homeRuns')}</span>
          <span className="axis">
            <span>{percent(domain[0], 0)}</span>
            <span>{percent(domain[1], 0)}</span>
          </span>
          <span>{text('homeUplift')}</span>
        </div>
        <ul>
          {readings.map((reading) => (
            <AgentRow key={reading.agent.name} {...{ reading, domain }} />
          ))}
        </ul>
      </Figure>
    </section>
  );
}
