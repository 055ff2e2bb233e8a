/** Oneself: name and address, password, second factor, and the way out. */
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../client/client.ts';
import { accountQuery } from '../../client/queries.ts';
import type { Account } from '../../client/types.ts';
import { Form } from '../../parts/form.tsx';
import { useText } from '../../parts/use-text.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { draftsOf, forgetDrafts, handOverDrafts } from '../design/draft.ts';
import { SecondFactor } from './second-factor.tsx';
import './account.css';

export function AccountPage() {
  useTitle(text('account'));
  const account = useQuery(accountQuery());
  return <Loaded query={account}>{(me) => <OneAccount me={me} />}</Loaded>;
}

function OneAccount({ me }: { readonly me: Account }) {
  const leave = async (): Promise<void> => {
    await client.signOut({});
    forgetDrafts();
    location.replace('/');
  };
  return (
    <>
      <h1 className="finding">{me.hasPassword ? me.name : text('accountNoPassword')}</h1>
      <p className="sub">
        {text('accountMay', {
          role: me.role,
          permissions: me.permissions.map((each) => text(`may_${each}`)).join(', '),
        })}
      </p>
      <section className="part cols c2 rule account">
        <section>
          <h2>{text('accountWho')}</h2>
          <WhoForm me={me} />
          {me.permissions.includes('manage') && (
            <>
              <h2 className="next">{text('accountTeam')}</h2>
              <p className="note">
                <Link to="/team">{text('accountTeamNote')}</Link>
              </p>
            </>
          )}
          <h2 className="next">{text('accountLeave')}</h2>
          <p className="note">{text('accountLeaveNote')}</p>
          <p className="acts">
            <Button variant="default" onClick={() => void leave()}>
              {text('signOut')}
            </Button>
          </p>
        </section>
        <section>
          <h2>{text(me.hasPassword ? 'passwordChange' : 'passwordSet')}</h2>
          {me.email === null ? <p className="note">{text('emailFirst')}</p> : <PasswordForm me={me} />}
          <h2 className="next">{text('secondFactor')}</h2>
          {me.hasPassword ? <SecondFactor me={me} /> : <p className="note">{text('passwordFirst')}</p>}
        </section>
      </section>
    </>
  );
}

function WhoForm({ me }: { readonly me: Account }) {
  const queries = useQueryClient();
  const [name, nameField] = useText(me.name);
  const [email, emailField] = useText(me.email ?? '');
  const send = async (): Promise<void> => {
    const changed = await client.changeAccount({ body: { name, email: email.trim() } });
    handOverDrafts(draftsOf(me), draftsOf(changed));
    await queries.invalidateQueries();
  };
  return (
    <Form label={text('save')} send={send} done={text('saved')}>
      <TextInput label={text('name')} autoComplete="name" required {...nameField} />
      <TextInput label={text('email')} type="email" autoComplete="email" required {...emailField} />
    </Form>
  );
}

function PasswordForm({ me }: { readonly me: Account }) {
  const queries = useQueryClient();
  const [current, currentField, setCurrent] = useText();
  const [next, nextField, setNext] = useText();
  const send = async (): Promise<void> => {
    await client.setPassword({ body: { current: me.hasPassword ? current : null, next } });
    setCurrent('');
    setNext('');
    await queries.invalidateQueries();
  };
  return (
    <Form label={text('passwordSave')} send={send} done={text('passwordSaved')}>
      {me.hasPassword && (
        <TextInput
          label={text('passwordCurrent')}
          type="password"
          autoComplete="current-password"
          required
          {...currentField}
        />
      )}
      <TextInput
        label={text('passwordNext')}
        description={text('passwordWhat')}
        type="password"
        autoComplete="new-password"
        required
        {...nextField}
      />
    </Form>
  );
}
