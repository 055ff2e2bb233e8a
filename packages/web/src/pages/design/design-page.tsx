/** The designer: one file, edited by a form and as it is, with what the service says of it beside. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { agentFileQuery } from '../../client/design-queries.ts';
import { accountQuery } from '../../client/queries.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { Designer } from './designer.tsx';
import './design.css';

export function DesignPage() {
  const { agent } = useParams({ from: '/agents/$agent/design' });
  useTitle(text('dzTitle', { agent }));
  const file = useQuery(agentFileQuery(agent));
  const account = useQuery(accountQuery());
  return (
    <Loaded query={account}>
      {(me) => <Loaded query={file}>{(found) => <Designer key={agent} file={found} me={me} />}</Loaded>}
    </Loaded>
  );
}
