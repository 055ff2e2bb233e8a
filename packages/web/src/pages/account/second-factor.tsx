import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../client/client.ts';
import type { Account, BegunSecondFactor } from '../../client/types.ts';
import { Form } from '../../parts/form.tsx';
import { useText } from '../../parts/use-text.ts';
import { text } from '../../texts/text.ts';

export function SecondFactor({ me }: { readonly me: Account }) {
  const [begun, setBegun] = useState<BegunSecondFactor | null>(null);
  if (me.secondFactor) return <End />;
  return begun === null ? <Begin onBegun={setBegun} /> : <Confirm begun={begun} />;
}

function Begin({ onBegun }: { readonly onBegun: (begun: BegunSecondFactor) => void }) {
  const [password, passwordField] = useText();
  const send = async (): Promise<void> => onBegun(await client.beginSecondFactor({ body: { password } }));
  return (
    <>
      <p className="note">{text('secondFactorWhat')}</p>
      <Form label={text('secondFactorBegin')} send={send}>
        <PasswordInput field={passwordField} />
      </Form>
    </>
  );
}

function Confirm({ begun }: { readonly begun: BegunSecondFactor }) {
  const queries = useQueryClient();
  const [code, codeField] = useText();
  const send = async (): Promise<void> => {
    await client.confirmSecondFactor({ body: { code: code.trim() } });
    await queries.invalidateQueries({ queryKey: ['account'] });
  };
  const secret = new URL(begun.uri).searchParams.get('secret') ?? '';
  return (
    <>
      <p className="note">{text('secondFactorAdd')}</p>
      <p className="secret id">{secret.match(/.{1,4}/g)?.join(' ')}</p>
      <p className="note">
        <a href={begun.uri}>{text('secondFactorOpen')}</a>
      </p>
      <p className="note next">{text('secondFactorSpare')}</p>
      <ul className="spare id">
        {begun.spareCodes.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <Form label={text('secondFactorConfirm')} send={send}>
        <TextInput label={text('code')} autoComplete="one-time-code" inputMode="numeric" required {...codeField} />
      </Form>
    </>
  );
}

function End() {
  const queries = useQueryClient();
  const [password, passwordField] = useText();
  const send = async (): Promise<void> => {
    await client.endSecondFactor({ body: { password } });
    await queries.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <>
      <p className="note">{text('secondFactorOn')}</p>
      <Form label={text('secondFactorEnd')} send={send}>
        <PasswordInput field={passwordField} />
      </Form>
    </>
  );
}

const PasswordInput = ({ field }: { readonly field: ReturnType<typeof useText>[1] }) => (
  <TextInput label={text('password')} type="password" autoComplete="current-password" required {...field} />
);
