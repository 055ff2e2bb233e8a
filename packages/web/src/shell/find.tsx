/** One field for everything that has a name. Customers are looked up by their external id and never listed or completed. */
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useId, useState } from 'react';
import type { ListedAgent } from '../client/types.ts';
import { text } from '../texts/text.ts';
import { foundBy } from './found-by.ts';
import { useSoughtCustomer } from './sought-customer.tsx';

interface Props {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly agents: readonly ListedAgent[];
}

export function Find({ dialog, agents }: Props) {
  const [sought, setSought] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const { seek } = useSoughtCustomer();
  const listId = useId();
  const found = foundBy(sought, agents);
  const go = (at: number): void => {
    const each = found[at];
    if (each === undefined) return;
    if (each.customer !== null) seek(each.customer);
    setSought('');
    dialog.current?.close();
    void navigate(each.agent === null ? { to: '/' } : { to: each.to, params: { agent: each.agent } });
  };
  return (
    <dialog ref={dialog} className="dialog find-dialog" aria-label={text('findOpen')}>
      <input
        role="combobox"
        aria-label={text('findOpen')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${chosen}` : undefined}
        placeholder={text('findOpen')}
        autoComplete="off"
        spellCheck={false}
        value={sought}
        onChange={({ target }) => {
          setSought(target.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (event.key === 'Enter') go(chosen);
          if (step === 0) return;
          event.preventDefault();
          setChosen(Math.max(0, Math.min(found.length - 1, chosen + step)));
        }}
      />
      <div role="listbox" id={listId} aria-label={text('findOpen')}>
        {found.map(({ words }, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves and chooses by keys
          <div
            key={words}
            role="option"
            tabIndex={-1}
            id={`${listId}-${at}`}
            aria-selected={at === chosen}
            onClick={() => go(at)}
          >
            {words}
          </div>
        ))}
      </div>
      <p className="note">{text('findHint')}</p>
    </dialog>
  );
}
