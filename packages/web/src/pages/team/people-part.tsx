import { ROLE_NAMES, type Role } from '@fitly/contract/api';
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../client/client.ts';
import type { Person } from '../../client/types.ts';
import { Failed, Form } from '../../parts/form.tsx';
import { Pick } from '../../parts/pick.tsx';
import { useText } from '../../parts/use-text.ts';
import { text } from '../../texts/text.ts';
import { Shown } from './shown.tsx';

const roleOptions = ROLE_NAMES.map((role) => ({ value: role, words: text(`role_${role}`) }));

export function PeoplePart({ people }: { readonly people: readonly Person[] }) {
  const queries = useQueryClient();
  const [link, setLink] = useState<{ readonly name: string; readonly link: string } | null>(null);
  const changed = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  const linkFor = async (person: Person): Promise<void> => {
    const made = await client.linkPerson({ params: { person: person.id }, body: {} });
    setLink({ name: person.name, link: made.link });
  };
  return (
    <section className="part rule">
      <div className="head">
        <h2>{text('people')}</h2>
      </div>
      <Failed error={changed.error} />
      <div className="scroll">
        <table className="rows">
          <thead>
            <tr>
              <th>{text('name')}</th>
              <th>{text('role')}</th>
              <th>{text('signsIn')}</th>
              <th>
                <span className="hidden">{text('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((each) => (
              <tr key={each.id} className={each.disabled ? 'dim' : undefined}>
                <th scope="row">
                  {each.name}
                  <div className="note">{each.email ?? text('emailNone')}</div>
                </th>
                <td data-l={text('role')}>
                  <Pick
                    label={text('roleOf', { name: each.name })}
                    value={each.role}
                    options={roleOptions}
                    onPick={(role) =>
                      changed.mutate(() => client.changePerson({ params: { person: each.id }, body: { role } }))
                    }
                  />
                </td>
                <td data-l={text('signsIn')}>{waysIn(each)}</td>
                <td className="links r">
                  <button type="button" onClick={() => changed.mutate(() => linkFor(each))}>
                    {text('linkNew')}
                  </button>{' '}
                  <button
                    type="button"
                    onClick={() =>
                      changed.mutate(() =>
                        client.changePerson({ params: { person: each.id }, body: { disabled: !each.disabled } }),
                      )
                    }
                  >
                    {text(each.disabled ? 'enable' : 'disable')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {link !== null && (
        <Shown what={text('linkFor', { name: link.name })} note={text('linkNote')} secret={link.link} />
      )}
      <h3 className="add">{text('invite')}</h3>
      <Invite onLink={setLink} />
    </section>
  );
}

function waysIn({ disabled, hasPassword, secondFactor }: Person): string {
  if (disabled) return text('wayNone');
  if (!hasPassword) return text('wayLink');
  return text(secondFactor ? 'wayApp' : 'wayPassword');
}

function Invite({ onLink }: { readonly onLink: (made: { readonly name: string; readonly link: string }) => void }) {
  const queries = useQueryClient();
  const [name, nameField, setName] = useText();
  const [email, emailField, setEmail] = useText();
  const [role, setRole] = useState<Role>('viewer');
  const send = async (): Promise<void> => {
    const { person, link } = await client.invitePerson({ body: { name, email: email.trim(), role } });
    onLink({ name: person.name, link });
    setName('');
    setEmail('');
    await queries.invalidateQueries({ queryKey: ['people'] });
  };
  return (
    <Form label={text('inviteSend')} send={send}>
      <div className="fields">
        <TextInput label={text('name')} autoComplete="off" required {...nameField} />
        <TextInput label={text('email')} type="email" autoComplete="off" required {...emailField} />
        <Pick label={text('role')} value={role} options={roleOptions} onPick={setRole} />
      </div>
    </Form>
  );
}
