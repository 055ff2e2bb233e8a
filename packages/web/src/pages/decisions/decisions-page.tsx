/** One customer, found by external id: what they got, how sure the agent was, and why. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { reportQuery } from '../../client/queries.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Skeleton } from '../../shell/loaded.tsx';
import { useSoughtCustomer } from '../../shell/sought-customer.tsx';
import { text } from '../../texts/text.ts';
import { CustomerDecision } from './customer-decision.tsx';
import { optionNames } from './decision-view.ts';
import { SeekForm } from './seek-form.tsx';
import './decisions.css';

export function DecisionsPage() {
  const { agent } = useParams({ from: '/agents/$agent/decisions' });
  const { externalId } = useSoughtCustomer();
  useTitle(text('decisionsTitle', { agent }));
  // Its words for options; without a report they keep their ids.
  const { data: report, isPending } = useQuery(reportQuery(agent));
  if (externalId === null) {
    return (
      <>
        <h1 className="finding">{text('decisionsEmpty')}</h1>
        <p className="sub">{text('decisionsEmptySub')}</p>
        <SeekForm />
      </>
    );
  }
  if (isPending) return <Skeleton />;
  const dimensions = report?.dimensions ?? [];
  return (
    <CustomerDecision
      {...{ agent, externalId }}
      names={optionNames(dimensions)}
      dimensionName={(id) => dimensions.find((each) => each.id === id)?.label ?? id}
    />
  );
}
