/** The way in: a password, then the code of a second factor where there is one; a link for whoever has neither. */
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client } from '../client/client.ts';
import { Form } from '../parts/form.tsx';
import { useText } from '../parts/use-text.ts';
import { useTitle } from '../parts/use-title.ts';
import { text } from '../texts/text.ts';
import { Command, Notice } from './notices.tsx';

/** For whoever is in already. */
export const SignInPage = () => <Navigate to="/" />;

export function SignIn() {
  useTitle(text('signInTitle'));
  const [codeNeeded, setCodeNeeded] = useState(false);
  const link = useLink();
  if (link === 'asked') return <p className="sub">{text('signInOpening')}</p>;
  const wasUsed = link === 'refused';
  return (
    <Notice title={text('signInTitle')}>
      {wasUsed && <p className="ban">{text('signInUsed')}</p>}
      {codeNeeded ? <CodeForm /> : <PasswordForm needCode={() => setCodeNeeded(true)} />}
      <section className="part rule lost">
        <h2>{text('signInLost')}</h2>
        <p className="sub">{text('signInWhy')}</p>
        <Command>{'fitly team link you@example.com --folder fitly-data'}</Command>
        <p className="sub">{text('signInFirst')}</p>
        <p className="sub">{text('signInHow')}</p>
      </section>
    </Notice>
  );
}

export const codeOfLink = (): string | null => new URLSearchParams(location.search).get('code');

/** A link is used up by this page and never by looking at its address, which scanners of mail and chats do. */
function useLink(): 'none' | 'asked' | 'refused' {
  const [code] = useState(codeOfLink);
  const [state, setState] = useState<'none' | 'asked' | 'refused'>(code === null ? 'none' : 'asked');
  const asked = useRef(false);
  useEffect(() => {
    if (code === null || asked.current) return;
    asked.current = true;
    client.signInByLink({ body: { code } }).then(
      () => location.replace('/'),
      () => setState('refused'),
    );
  }, [code]);
  return state;
}

/** Everything that was asked before belongs to nobody; ask again as who has come in. */
function useEntered(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    if (location.pathname.endsWith('/sign-in')) location.replace('/');
    else await queries.resetQueries();
  };
}

function PasswordForm({ needCode }: { readonly needCode: () => void }) {
  const entered = useEntered();
  const [email, emailField] = useText();
  const [password, passwordField] = useText();
  const send = async (): Promise<void> => {
    const { codeNeeded } = await client.signIn({ body: { email: email.trim(), password } });
    if (codeNeeded) needCode();
    else await entered();
  };
  return (
    <Form label={text('signIn')} send={send}>
      <TextInput label={text('email')} type="email" autoComplete="username" required autoFocus {...emailField} />
      <TextInput label={text('password')} type="password" autoComplete="current-password" required {...passwordField} />
    </Form>
  );
}

function CodeForm() {
  const entered = useEntered();
  const [code, codeField] = useText();
  const send = async (): Promise<void> => {
    await client.signInWithCode({ body: { code: code.trim() } });
    await entered();
  };
  return (
    <Form label={text('signIn')} send={send}>
      <TextInput
        label={text('code')}
        description={text('codeWhat')}
        autoComplete="one-time-code"
        required
        autoFocus
        {...codeField}
      />
    </Form>
  );
}
