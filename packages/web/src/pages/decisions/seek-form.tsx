import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSoughtCustomer } from '../../shell/sought-customer.tsx';
import { text } from '../../texts/text.ts';

export function SeekForm() {
  const { seek } = useSoughtCustomer();
  const navigate = useNavigate({ from: '/agents/$agent/decisions' });
  const [typed, setTyped] = useState('');
  const look = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === '') return;
    seek(typed.trim());
    void navigate({ search: {} });
  };
  return (
    <form className="seek" onSubmit={look}>
      <TextInput
        label={text('externalId')}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      <button type="submit" className="btn pri">
        {text('look')}
      </button>
    </form>
  );
}
