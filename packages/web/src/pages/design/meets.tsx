import { text } from '../../texts/text.ts';
import { DiffLines } from './diff-lines.tsx';
import type { Meeting } from './use-designer.ts';

interface Props {
  readonly meeting: Meeting;
  /** Takes the file as it is now; what was typed is one undo away. */
  readonly take: () => void;
}

/** Somebody else has changed the file: what, and what became of it. */
export function Meets({ meeting: { theirs, collisions }, take }: Props) {
  return (
    <section className="meets" role="alert">
      <h2>{text('dzMeets')}</h2>
      <p className="note">{text(collisions === 0 ? 'dzMeetsBoth' : 'dzMeetsMine', { count: collisions })}</p>
      <DiffLines lines={theirs} label={text('dzMeetsLines')} />
      <p className="acts">
        <button type="button" className="btn" onClick={take}>
          {text('dzTakeTheirs')}
        </button>
      </p>
    </section>
  );
}
