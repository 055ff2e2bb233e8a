/** A new agent: what it is for, and its name. Everything else is designed afterwards. */
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../client/client.ts';
import { agentFileQuery, useCasesQuery } from '../../client/design-queries.ts';
import { accountQuery } from '../../client/queries.ts';
import { Form } from '../../parts/form.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { Notice } from '../../shell/notices.tsx';
import { text } from '../../texts/text.ts';
import { nameFrom, titleOf } from './use-case-words.ts';
import './new-agent.css';

export function NewAgentPage() {
  useTitle(text('newAgent'));
  const account = useQuery(accountQuery());
  return (
    <Loaded query={account}>
      {({ permissions, role }) =>
        permissions.includes('design') ? (
          <Choose />
        ) : (
          <Notice title={text('newNotYou', { role: text(`role_${role}`).toLowerCase() })}>
            <p className="sub">{text('newNotYouWho')}</p>
          </Notice>
        )
      }
    </Loaded>
  );
}

/** The starter file with a comment on every part. */
const EMPTY = '';

function Choose() {
  const useCases = useQuery(useCasesQuery());
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? nameFrom(chosen ?? '');
  const create = async (): Promise<void> => {
    const body = { name, ...(chosen !== null && chosen !== EMPTY && { useCase: chosen }) };
    const file = await client.createAgent({ body });
    queries.setQueryData(agentFileQuery(name).queryKey, file);
    await queries.refetchQueries({ queryKey: ['agents'] });
    await navigate({ to: '/agents/$agent/design', params: { agent: name } });
  };
  return (
    <>
      <h1 className="finding">{text('newTitle')}</h1>
      <p className="sub">{text('newLead')}</p>
      <Loaded query={useCases}>
        {(all) => (
          <Form label={text('newCreate')} send={create}>
            <fieldset className="use-cases">
              <legend>{text('newUseCase')}</legend>
              {[...all, { name: EMPTY, description: text('newEmptyWhat') }].map((each) => (
                <label key={each.name} className="use-case">
                  <input
                    type="radio"
                    name="use-case"
                    required
                    checked={chosen === each.name}
                    onChange={() => setChosen(each.name)}
                  />
                  <span>
                    <b>{each.name === EMPTY ? text('newEmpty') : titleOf(each.name)}</b>
                    <span className="note">{each.description}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            <TextInput
              {...{ label: text('name'), description: text('newNameWhat'), value: name, required: true }}
              {...{
                autoComplete: 'off',
                spellCheck: false,
                pattern: '[a-z][a-z0-9_]{0,62}',
                title: text('newNameWhat'),
              }}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </Form>
        )}
      </Loaded>
    </>
  );
}
