import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountQuery } from '../client/queries.ts';
import { text } from '../texts/text.ts';
import { FindIcon, Logo, ThemeIcon } from './icons.tsx';
import { metaContent } from './meta-content.ts';

/** Where messages go, as the service says it. */
const ENVIRONMENT = metaContent('fitly-environment');

export function WorkspaceBar({ openFind }: { readonly openFind: () => void }) {
  const account = useQuery(accountQuery()).data;
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  const otherName = text(other === 'dark' ? 'themeDark' : 'themeLight');
  return (
    <div className="top">
      <Link className="mark" to="/">
        <Logo /> Fitly
      </Link>
      <nav aria-label={text('workspace')}>
        <Link to="/" activeOptions={{ exact: false }}>
          {text('agents')}
        </Link>
        {account?.permissions.includes('manage') === true && <Link to="/team">{text('team')}</Link>}
      </nav>
      <button type="button" className="find" aria-keyshortcuts="Control+K" onClick={openFind}>
        <FindIcon />
        <span>{text('findOpen')}</span>
      </button>
      {ENVIRONMENT !== null && (
        <span className="tag" title={text('sandboxTitle')}>
          {ENVIRONMENT}
        </span>
      )}
      {account !== undefined && (
        <Link to="/account" className="me" title={text('accountOf', { role: account.role })}>
          {account.name}
        </Link>
      )}
      <button
        type="button"
        className="ico"
        aria-label={text('theme', { other: otherName })}
        onClick={() => setColorScheme(other)}
      >
        <ThemeIcon />
      </button>
    </div>
  );
}
