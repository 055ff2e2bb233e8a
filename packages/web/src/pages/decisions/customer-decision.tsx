import type { ExplainedCustomer } from '@fitly/contract/api';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { customerQuery, explainQuery } from '../../client/queries.ts';
import type { CustomerExport } from '../../client/types.ts';
import { day as dayWords, shortId } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { Chevron } from '../../shell/icons.tsx';
import { Loaded } from '../../shell/loaded.tsx';
import { useSoughtCustomer } from '../../shell/sought-customer.tsx';
import { isTyping } from '../../shell/use-shortcuts.ts';
import { text } from '../../texts/text.ts';
import { decisionFinding, type HistoryRow, historyOf, type OptionNames } from './decision-view.ts';
import { History } from './history.tsx';
import { ProbabilityBar } from './probability-bar.tsx';
import { Receipt } from './receipt.tsx';
import { Refused } from './refused.tsx';
import { WhyNot } from './why-not.tsx';
import { WhyThis } from './why-this.tsx';

interface Props {
  readonly agent: string;
  readonly externalId: string;
  readonly names: OptionNames;
  readonly dimensionName: (id: string) => string;
}

export function CustomerDecision({ agent, externalId, names, dimensionName }: Props) {
  const { day } = useSearch({ from: '/agents/$agent/decisions' });
  const customer = useQuery(customerQuery(externalId));
  const history = customer.data === undefined ? [] : historyOf(customer.data, names);
  const days = history.filter((each) => each.agent === agent).map((each) => each.day);
  // The newest day of the agent at once; the customer's own newest as soon as their history is read, which takes longer.
  const explained = useQuery({ ...explainQuery(agent, externalId, day ?? days[0]), placeholderData: keepPreviousData });
  return (
    <Loaded query={explained}>
      {(found) => (
        <>
          <Who {...{ found, days }} />
          <Explained {...{ found, names, dimensionName }} />
          <HistoryPart {...{ agent, history, customer }} />
        </>
      )}
    </Loaded>
  );
}

interface HistoryProps {
  readonly agent: string;
  readonly history: readonly HistoryRow[];
  readonly customer: UseQueryResult<CustomerExport>;
}

function HistoryPart({ agent, history, customer }: HistoryProps) {
  return (
    <section className="part rule">
      <Loaded query={customer} skeleton={<p className="note">{text('historyReading')}</p>}>
        {() =>
          history.length === 0 ? <p className="note">{text('historyNone')}</p> : <History {...{ agent, history }} />
        }
      </Loaded>
    </section>
  );
}

interface WhoProps {
  readonly found: ExplainedCustomer;
  /** With a decision of this customer, newest first. */
  readonly days: readonly string[];
}

function Who({ found: { customerKey, group, day }, days }: WhoProps) {
  const { seek } = useSoughtCustomer();
  const navigate = useNavigate({ from: '/agents/$agent/decisions' });
  const earlier = days.find((each) => each < day);
  const later = days.findLast((each) => each > day);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const to = event.key === '[' ? earlier : event.key === ']' ? later : undefined;
      if (to !== undefined && !isTyping(event)) void navigate({ search: { day: to } });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [earlier, later, navigate]);
  return (
    <div className="who">
      <span className="id" title={customerKey}>
        {shortId(customerKey)}
      </span>
      {group !== null && (
        <span>
          {text('inGroup')} <span className={`g-${group}`}>{groupName(group).toLowerCase()}</span>
        </span>
      )}
      <span>{text('onDay', { day: dayWords(day) })}</span>
      <span className="nav">
        <DayStep day={earlier} label={text('previousDay')} isBack />
        <DayStep day={later} label={text('nextDay')} />
        <button type="button" className="btn" onClick={() => seek(null)}>
          {text('lookAgain')}
        </button>
      </span>
    </div>
  );
}

interface StepProps {
  /** Undefined: there is none. */
  readonly day: string | undefined;
  readonly label: string;
  readonly isBack?: boolean;
}

function DayStep({ day, label, isBack = false }: StepProps) {
  const navigate = useNavigate({ from: '/agents/$agent/decisions' });
  return (
    <button
      type="button"
      className="btn"
      disabled={day === undefined}
      aria-label={day === undefined ? label : `${label}: ${dayWords(day)}`}
      onClick={() => day !== undefined && void navigate({ search: { day } })}
    >
      {isBack && <Chevron isBack />}
      {day !== undefined && dayWords(day)}
      {!isBack && <Chevron />}
    </button>
  );
}

interface ExplainedProps {
  readonly found: ExplainedCustomer;
  readonly names: OptionNames;
  readonly dimensionName: (id: string) => string;
}

function Explained({ found, names, dimensionName }: ExplainedProps) {
  const { title, lead } = decisionFinding(found, names);
  const { decision, explanation } = found;
  return (
    <>
      <h1 className="finding">{title}</h1>
      {lead !== '' && <p className="sub">{lead}</p>}
      {decision !== null && explanation !== null && explanation.candidates.length > 0 && (
        <>
          <ProbabilityBar {...{ explanation, names }} draw={decision.draw} />
          <section className="part cols c2 rule">
            <WhyThis {...{ explanation, names, dimensionName }} agent={found.agent} />
            <div className="stack">
              <WhyNot {...{ explanation, names }} agent={found.agent} chosen={decision.options} />
              <Refused {...{ explanation, names }} />
              <Receipt {...{ found, decision }} />
            </div>
          </section>
        </>
      )}
    </>
  );
}
