/** A form that asks one thing of the service: it waits, says what is wrong beside its button, and says when it is done. */
import { ApiError } from '@fitly/contract/api';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { capital, text } from '../texts/text.ts';

interface Props {
  readonly label: string;
  /** Rejects with what is shown. */
  readonly send: () => Promise<unknown>;
  /** Said after it worked; without it, the form is gone by then. */
  readonly done?: string;
  readonly children: ReactNode;
}

export function Form({ label, send, done, children }: Props) {
  const sent = useMutation({ mutationFn: send });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!sent.isPending) sent.mutate();
  };
  return (
    <form className="form" onSubmit={submit}>
      {children}
      <p className="acts">
        <button type="submit" className="btn pri" disabled={sent.isPending}>
          {label}
        </button>
      </p>
      <p className={sent.isError ? 'form-said wrong' : 'form-said'} role={sent.isError ? 'alert' : 'status'}>
        {sent.isError && wordsOf(sent.error)}
        {sent.isSuccess && done}
      </p>
    </form>
  );
}

/** What a button of a table could not do. */
export function Failed({ error }: { readonly error: unknown }) {
  if (error === null) return null;
  return (
    <p className="form-said wrong" role="alert">
      {wordsOf(error)}
    </p>
  );
}

/** What a problem says, and what to do next. */
function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return text('brokenUnreachable');
  const { detail, next, issues } = error.problem;
  const [issue] = issues;
  const what = issue === undefined ? detail : `${issue.path.replace(/^body\./, '')}: ${issue.message}`;
  return next === null || issue !== undefined ? `${capital(what)}.` : `${capital(what)}. ${capital(next)}.`;
}
