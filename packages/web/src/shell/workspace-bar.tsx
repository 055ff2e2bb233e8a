import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { text } from '../texts/text.ts';
import { FindIcon, Logo, ThemeIcon } from './icons.tsx';
import { metaContent } from './meta-content.ts';

/** Where messages go, as the service says it. */
const ENVIRONMENT = metaContent('fitly-environment');

export function WorkspaceBar({ openFind }: { readonly openFind: () => void }) {
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
