import type { RefObject } from 'react';
import { text } from '../texts/text.ts';

const KEYS = [
  { keys: ['Ctrl', 'K'], words: text('keysFind') },
  { keys: ['G', 'P I M D R E'], words: text('keysTabs') },
  { keys: ['[', ']'], words: text('keysDay') },
  { keys: ['T'], words: text('keysTable') },
  { keys: ['C'], words: text('keysCopy') },
  { keys: ['Ctrl', 'Z'], words: text('keysUndo') },
  { keys: ['?'], words: text('keysThis') },
];

export function KeyList({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog ref={dialog} className="dialog" aria-label={text('keys')}>
      <form method="dialog">
        <h2>{text('keys')}</h2>
        <dl className="keys">
          {KEYS.map(({ keys, words }) => (
            <div key={words}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <button type="submit" className="btn">
          {text('close')}
        </button>
      </form>
    </dialog>
  );
}
