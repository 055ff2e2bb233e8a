/** The way in: a password, then the code of a second factor where there is one; a link for whoever has neither. */
import { TextInput } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { client } from '../client/client.ts';
import { isSignedOut } from '../client/query-client.ts';
import { Form } from '../parts/form.tsx';
import { useText } from '../parts/use-text.ts';
import { useTitle } from '../parts/use-title.ts';
import { text } from '../texts/text.ts';
import { Command, Failure, Notice } from './notices.tsx';

/** For whoever is in already. */
export const SignInPage = () => <Navigate to="/" />;

export function SignIn() {
  useTitle(text('signInTitle'));
  const [codeNeeded, setCodeNeeded] = useState(false);
  const link = useLink();
  if (link.state === 'asked') return <p className="sub">{text('signInOpening')}</p>;
  if (link.state === 'failed') return <Failure error={link.error} retry={link.again} />;
  return (
    <Notice title={text('signInTitle')}>
      {link.state === 'refused' && <p className="ban">{text('signInUsed')}</p>}
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

interface Link {
  /** `failed`: whether it is good nobody knows. */
  readonly state: 'none' | 'asked' | 'refused' | 'failed';
  readonly error: unknown;
  again(): void;
}

/** A link is used up by this page and never by looking at its address, which scanners of mail and chats do. */
function useLink(): Link {
  const [code] = useState(codeOfLink);
  const [{ state, error }, setLink] = useState<Omit<Link, 'again'>>({
    ...{ state: code === null ? 'none' : 'asked', error: null },
  });
  const asked = useRef(false);
  const ask = (): void => {
    if (code === null) return;
    setLink({ state: 'asked', error: null });
    client.signInByLink({ body: { code } }).then(
      () => location.replace('/'),
      (reason: unknown) => setLink({ state: isSignedOut(reason) ? 'refused' : 'failed', error: reason }),
    );
  };
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    ask();
  });
  return { state, error, again: ask };
}

/** Everything that was asked, sought or typed before belongs to nobody: the page begins anew as whoever has come in. */
function begin(): void {
  if (location.pathname.endsWith('/sign-in')) location.replace('/');
  else location.reload();
}

function PasswordForm({ needCode }: { readonly needCode: () => void }) {
  const [email, emailField] = useText();
  const [password, passwordField] = useText();
  const send = async (): Promise<void> => {
    const { codeNeeded } = await client.signIn({ body: { email: email.trim(), password } });
    if (codeNeeded) needCode();
    else begin();
  };
  return (
    <Form label={text('signIn')} send={send}>
      <TextInput label={text('email')} type="email" autoComplete="username" required autoFocus {...emailField} />
      <TextInput label={text('password')} type="password" autoComplete="current-password" required {...passwordField} />
    </Form>
  );
}

function CodeForm() {
  const [code, codeField] = useText();
  const send = async (): Promise<void> => {
    await client.signInWithCode({ body: { code: code.trim() } });
    begin();
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
