/** What a page says when it cannot say what it is for: each names what is wrong, what still works, and the one thing to do. */
import { ApiError } from '@fitly/contract/api';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isSilence } from '../client/query-client.ts';
import { capital, text } from '../texts/text.ts';

interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function Notice({ title, children }: NoticeProps) {
  return (
    <div className="notice">
      <h1 className="finding">{title}</h1>
      {children}
    </div>
  );
}

export function Command({ children }: { readonly children: string }) {
  return <pre className="command">{children}</pre>;
}

export function NoSuchPage() {
  return (
    <Notice title={text('noPageTitle')}>
      <p className="sub">{text('noPageNext')}</p>
      <p className="acts">
        <Link to="/" className="btn pri">
          {text('toAgents')}
        </Link>
      </p>
    </Notice>
  );
}

/** For what is not a failed request: a mistake in the app itself. */
export function PageBroke({ error }: { readonly error: unknown }) {
  return (
    <main id="main" className="wrap">
      <Notice title={text('brokenPageTitle')}>
        <p className="sub">{text('brokenPageNext')}</p>
        <Command>{error instanceof Error ? error.message : String(error)}</Command>
        <Button onClick={() => location.reload()}>{text('retry')}</Button>
      </Notice>
    </main>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export function Failure({ error, retry }: FailureProps) {
  const { title, next, code } = inWords(error);
  return (
    <div role="alert">
      <Notice title={title}>
        {next !== null && <p className="sub">{next}</p>}
        <p className="note">
          {text('brokenStill')}
          {code !== null && (
            <>
              {' '}
              {text('brokenCode')}: <code className="id">{code}</code>
            </>
          )}
        </p>
        <p className="acts">
          <Button onClick={retry}>{text('retry')}</Button>
        </p>
      </Notice>
    </div>
  );
}

function inWords(error: unknown): {
  readonly title: string;
  readonly next: string | null;
  readonly code: string | null;
} {
  if (isSilence(error)) return { title: text('brokenTitle'), next: text('brokenUnreachable'), code: null };
  if (!(error instanceof ApiError)) return { title: text('brokenTitle'), next: null, code: null };
  const { detail, next, code } = error.problem;
  return { title: `${capital(detail)}.`, next: next === null ? null : `${capital(next)}.`, code };
}
