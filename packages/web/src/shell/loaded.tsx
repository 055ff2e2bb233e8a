/** One question to the service as a page shows it: its own skeleton while it waits, what to do when it fails, kept data dimmed. */
import { ApiError } from '@fitly/contract/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { text } from '../texts/text.ts';
import { Failure } from './notices.tsx';

interface Props<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
  /** Code of a problem → what is said of it here. */
  readonly problems?: Readonly<Record<string, ReactNode>>;
  readonly skeleton?: ReactNode;
}

export function Loaded<T>({ query, children, problems = {}, skeleton = <Skeleton /> }: Props<T>) {
  const { data, isPlaceholderData, refetch } = query;
  const error = useLastError(query);
  if (data !== undefined) {
    return <div className={isPlaceholderData ? 'kept' : undefined}>{children(data)}</div>;
  }
  if (error === null) return <AfterAWhile>{skeleton}</AfterAWhile>;
  const known = error instanceof ApiError ? problems[error.problem.code] : undefined;
  return known ?? <Failure error={error} retry={() => void refetch()} />;
}

/** While a failed question is asked again it has no error: what was said of it stays until there is an answer. */
export function useLastError({ error, errorUpdatedAt }: UseQueryResult): Error | null {
  const [last, setLast] = useState(error);
  if (error !== null && error !== last) setLast(error);
  return error ?? (errorUpdatedAt > 0 ? last : null);
}

const WAIT_MS = 200;

/** What comes at once needs no skeleton that flashes. */
function AfterAWhile({ children }: { readonly children: ReactNode }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? children : null;
}

/** A page before its numbers: a finding, a strip, three figures, a chart. */
export function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label={text('loading')}>
      <i className="sk-finding" />
      <i className="sk-line" />
      <div className="sk-three">
        <i />
        <i />
        <i />
      </div>
      <i className="sk-chart" />
    </div>
  );
}
