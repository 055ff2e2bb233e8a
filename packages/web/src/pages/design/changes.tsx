import type { Checked } from '../../client/types.ts';
import { capital, text } from '../../texts/text.ts';

type Change = Checked['changes'][number];

/** Something learned is lost, or it cannot be taken back: somebody says that this is meant. */
export const needsConsent = ({ effect, irrevocable }: Change): boolean =>
  effect === 'learning_partly_lost' || irrevocable;

const TONES: Readonly<Partial<Record<Change['effect'], string>>> = {
  forbidden: 'v-worse',
  learning_partly_lost: 'v-withheld',
  learning_kept: 'v-better',
};

function whatChanged(before: string | null, after: string | null): string {
  if (before === null) return text('dzAdded', { after: after ?? '' });
  if (after === null) return text('dzRemoved', { before });
  return text('dzBecomes', { before, after });
}

interface Props {
  readonly changes: readonly Change[];
  /** Null: nothing was kept yet that it could differ from. */
  readonly since: number | null;
}

export function Changes({ changes, since }: Props) {
  if (changes.length === 0) return <p className="note">{text(since === null ? 'dzNoVersionYet' : 'dzNoChange')}</p>;
  return (
    <ul className="changes">
      {changes.map(({ path, before, after, effect, message, irrevocable }) => (
        <li key={path}>
          <p>
            <code className="id">{path}</code> {whatChanged(before, after)}
          </p>
          <p className="note">
            <span className={TONES[effect]}>{text(`dzEffect_${effect}`)}.</span> {capital(message)}.{' '}
            {irrevocable && text('dzIrrevocable')}
          </p>
        </li>
      ))}
    </ul>
  );
}
