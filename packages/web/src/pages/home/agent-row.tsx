import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IntervalMark } from '../../charts/interval-mark.tsx';
import { useWidth } from '../../charts/use-width.ts';
import { runsQuery } from '../../client/queries.ts';
import { day, signedCount } from '../../numbers/format.ts';
import { markOf, shownInterval } from '../../parts/comparison-words.ts';
import { VerdictWord } from '../../parts/verdict-word.tsx';
import { capital, text } from '../../texts/text.ts';
import { type AgentReading, standingOf } from './home-view.ts';
import { RunStrip } from './run-strip.tsx';

const RUNS = 14;

interface Props {
  readonly reading: AgentReading;
  readonly domain: readonly [number, number];
}

export function AgentRow({ reading, domain }: Props) {
  const { agent, report } = reading;
  const runs = useQuery(runsQuery(agent.name, RUNS));
  const [ref, width] = useWidth<HTMLDivElement>();
  const contrast = report?.contrasts[0];
  return (
    <li className="row">
      <div>
        <Link
          className="nm"
          to={agent.state === 'draft' ? '/agents/$agent/design' : '/agents/$agent/performance'}
          params={{ agent: agent.name }}
        >
          {agent.name}
        </Link>
        <div className="note">{standingOf(reading)}</div>
      </div>
      <div className="run">
        <RunStrip runs={runs.data ?? []} most={RUNS} />
        <div className="note">
          {agent.lastDay === null
            ? text('notLaunched')
            : agent.unfinished
              ? text('runUnfinished')
              : text('lastRun', { day: day(agent.lastDay) })}
        </div>
      </div>
      <div className="iv" ref={ref}>
        {width > 0 && contrast !== undefined && report != null && (
          <IntervalMark {...markOf(contrast, report.metric)} {...{ domain, width }} height={30} />
        )}
      </div>
      <div className="say">
        <Says reading={reading} />
      </div>
    </li>
  );
}

function Says({ reading: { report } }: { readonly reading: AgentReading }) {
  const contrast = report?.contrasts[0];
  if (report === undefined) return <span className="note">{text('loading')}</span>;
  if (report === null || contrast === undefined) return <span className="note">{text('noUplift')}</span>;
  const shown = shownInterval(contrast, report.metric);
  const more =
    contrast.verdict === 'better' && contrast.increment !== null
      ? text('homeMore', { count: `${signedCount(contrast.increment.estimate)} ${report.metric.label}` })
      : (contrast.outlook ?? contrast.reason);
  return (
    <>
      {shown !== null && (
        <p>
          <b>{shown.format(shown.interval.estimate)}</b>{' '}
          <span className="note">
            {text('range', { low: shown.format(shown.interval.low), high: shown.format(shown.interval.high) })}
          </span>
        </p>
      )}
      <p className="note">
        <VerdictWord verdict={contrast.verdict} /> {more !== null && `${capital(more)}.`}
      </p>
    </>
  );
}
