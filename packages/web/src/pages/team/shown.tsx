import { useState } from 'react';
import { text } from '../../texts/text.ts';

interface Props {
  readonly what: string;
  readonly note: string;
  readonly secret: string;
}

/** Something that is shown once: a link, a key. */
export function Shown({ what, note, secret }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <div className="shown" role="status">
      <p>{what}</p>
      <p className="id">{secret}</p>
      <p className="note">
        {note}{' '}
        <button type="button" className="btn" onClick={() => void copy()}>
          {text(copied ? 'copiedIt' : 'copyIt')}
        </button>
      </p>
    </div>
  );
}
