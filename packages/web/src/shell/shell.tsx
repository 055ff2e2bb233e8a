/** What stands round every page: two bars, the way to find things, and word of a service that does not answer. */
import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { Hatches } from '../charts/hatches.tsx';
import { agentsQuery } from '../client/queries.ts';
import { isSignedOut } from '../client/query-client.ts';
import { text } from '../texts/text.ts';
import { AgentBar } from './agent-bar.tsx';
import { Find } from './find.tsx';
import { KeyList } from './key-list.tsx';
import { Loaded, useLastError } from './loaded.tsx';
import { Notice } from './notices.tsx';
import { OfflineStrip } from './offline-strip.tsx';
import { RunningStrip } from './running-strip.tsx';
import { SignIn } from './sign-in.tsx';
import { SoughtCustomer } from './sought-customer.tsx';
import { useFreshDays } from './use-fresh-days.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { WorkspaceBar } from './workspace-bar.tsx';

export function Shell() {
  const agents = useQuery(agentsQuery());
  const { agent: name } = useParams({ strict: false });
  const find = useRef<HTMLDialogElement>(null);
  const keys = useRef<HTMLDialogElement>(null);
  const openFind = (): void => find.current?.showModal();
  const { said } = useShortcuts({ agent: name, openFind, openKeys: () => keys.current?.showModal() });
  const agent = agents.data?.find((each) => each.name === name);
  // Also while it is asked whether somebody has come in meanwhile: what is being typed stays.
  const isOut = isSignedOut(useLastError(agents)) && agents.data === undefined;
  useFreshDays(agents.data);
  return (
    <SoughtCustomer>
      <Hatches />
      <a className="skip" href="#main">
        {text('skip')}
      </a>
      <header className="bar">
        <div className="wrap">
          <WorkspaceBar openFind={openFind} />
          {agent !== undefined && <AgentBar agent={agent} />}
        </div>
      </header>
      <OfflineStrip query={agents} />
      {agents.data !== undefined && <RunningStrip />}
      <main id="main" className="wrap" tabIndex={-1}>
        {isOut ? (
          <SignIn />
        ) : (
          <Loaded query={agents}>
            {() => (name === undefined || agent !== undefined ? <Outlet /> : <UnknownAgent name={name} />)}
          </Loaded>
        )}
      </main>
      <Find dialog={find} agents={agents.data ?? []} />
      <KeyList dialog={keys} />
      <p className="said" role="status">
        {said}
      </p>
    </SoughtCustomer>
  );
}

function UnknownAgent({ name }: { readonly name: string }) {
  return (
    <Notice title={text('noAgentTitle', { agent: name })}>
      <p className="sub">{text('noPageNext')}</p>
    </Notice>
  );
}
