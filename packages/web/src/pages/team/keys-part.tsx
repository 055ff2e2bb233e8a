import { KEY_PERMISSIONS } from '@fitly/contract/api';
import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../client/client.ts';
import type { AccessKey } from '../../client/types.ts';
import { dayWithYear } from '../../numbers/format.ts';
import { Failed, Form } from '../../parts/form.tsx';
import { Pick } from '../../parts/pick.tsx';
import { useText } from '../../parts/use-text.ts';
import { text } from '../../texts/text.ts';
import { Shown } from './shown.tsx';

type KeyPermission = (typeof KEY_PERMISSIONS)[number];

export function KeysPart({ keys }: { readonly keys: readonly AccessKey[] }) {
  const queries = useQueryClient();
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null);
  const revoked = useMutation({
    mutationFn: (key: string) => client.revokeKey({ params: { key } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <section className="part rule">
      <div className="head">
        <h2>{text('accessKeys')}</h2>
        <p className="note">{text('accessKeysNote')}</p>
      </div>
      <Failed error={revoked.error} />
      {keys.length === 0 ? (
        <p className="note">{text('accessKeysNone')}</p>
      ) : (
        <div className="scroll">
          <table className="rows">
            <thead>
              <tr>
                <th>{text('name')}</th>
                <th>{text('permissions')}</th>
                <th>{text('keyUsed')}</th>
                <th>{text('keyEnds')}</th>
                <th>
                  <span className="hidden">{text('actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((each) => (
                <tr key={each.id}>
                  <th scope="row">
                    {each.name}
                    <div className="note id">{each.prefix}…</div>
                  </th>
                  <td data-l={text('permissions')}>{each.permissions.map((one) => text(`may_${one}`)).join(', ')}</td>
                  <td data-l={text('keyUsed')}>
                    {each.lastUsedAt === null ? text('never') : dayWithYear(each.lastUsedAt.slice(0, 10))}
                  </td>
                  <td data-l={text('keyEnds')}>
                    {each.expiresAt === null ? text('keyNoEnd') : dayWithYear(each.expiresAt.slice(0, 10))}
                  </td>
                  <td className="links r">
                    <button type="button" onClick={() => revoked.mutate(each.id)}>
                      {text('revoke')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {made !== null && (
        <Shown what={text('keyMade', { name: made.name })} note={text('keyOnce')} secret={made.secret} />
      )}
      <h3 className="add">{text('keyNew')}</h3>
      <NewKey onMade={setMade} />
    </section>
  );
}

const LIVES = { '90': 90, '365': 365, none: null } as const;
type Life = keyof typeof LIVES;
const lifeOptions: readonly { readonly value: Life; readonly words: string }[] = [
  { value: '90', words: text('keyDays', { days: 90 }) },
  { value: '365', words: text('keyDays', { days: 365 }) },
  { value: 'none', words: text('keyNoEnd') },
];
const DAY_MS = 86_400_000;

function NewKey({ onMade }: { readonly onMade: (made: { readonly name: string; readonly secret: string }) => void }) {
  const queries = useQueryClient();
  const [name, nameField, setName] = useText();
  const [may, setMay] = useState<readonly KeyPermission[]>(['look']);
  const [life, setLife] = useState<Life>('365');
  const send = async (): Promise<void> => {
    const days = LIVES[life];
    const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString();
    const { secret } = await client.createKey({ body: { name, permissions: [...may] as [KeyPermission], expiresAt } });
    onMade({ name, secret });
    setName('');
    await queries.invalidateQueries({ queryKey: ['keys'] });
  };
  const toggle = (permission: KeyPermission): void =>
    setMay(may.includes(permission) ? may.filter((each) => each !== permission) : [...may, permission]);
  return (
    <Form label={text('keyMake')} send={send}>
      <div className="fields">
        <TextInput label={text('keyFor')} autoComplete="off" required {...nameField} />
        <Pick label={text('keyEnds')} value={life} options={lifeOptions} onPick={setLife} />
      </div>
      <fieldset className="may">
        <legend>{text('permissions')}</legend>
        {KEY_PERMISSIONS.map((each) => (
          <label key={each}>
            <input type="checkbox" checked={may.includes(each)} onChange={() => toggle(each)} /> {text(`may_${each}`)}
          </label>
        ))}
      </fieldset>
    </Form>
  );
}
