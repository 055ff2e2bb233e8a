/** Before it counts: what is wrong, what changes and what learning keeps, the lines, and the versions so far. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isChanged } from '../../client/design-queries.ts';
import type { AgentFile, Checked, Issue } from '../../client/types.ts';
import { Failed } from '../../parts/form.tsx';
import { Command } from '../../shell/notices.tsx';
import { text } from '../../texts/text.ts';
import { Changes, needsConsent } from './changes.tsx';
import { useDesign } from './design-context.tsx';
import { DiffLines } from './diff-lines.tsx';
import { type Step, stepOf, withoutForm } from './steps.ts';
import type { useDesigner } from './use-designer.ts';
import { Versions } from './versions.tsx';

interface Props {
  readonly file: AgentFile;
  readonly mayDesign: boolean;
  readonly issues: readonly Issue[];
  /** Null: not known. */
  readonly checked: Checked | null;
  /** What is known is of the newest text. */
  readonly isNew: boolean;
  readonly designer: ReturnType<typeof useDesigner>;
  readonly go: (to: Step) => void;
}

export function Review({ file, mayDesign, issues, checked, isNew, designer, go }: Props) {
  const { root } = useDesign();
  const [agrees, setAgrees] = useState(false);
  const saved = useMutation({ mutationFn: designer.save });
  const changes = checked?.changes ?? [];
  const mustAgree = changes.some(needsConsent);
  const isForbidden = changes.some(({ effect }) => effect === 'forbidden');
  const maySave = designer.isEdited && isNew && issues.length === 0 && checked?.valid === true && !isForbidden;
  return (
    <>
      {issues.length > 0 && (
        <section className="rows-of">
          <h3>{text('dzMendFirst')}</h3>
          <ul className="mend">
            {issues.map((issue) => (
              <li key={`${issue.path} ${issue.message}`}>
                <button type="button" onClick={() => go(stepOf(/^[^.[]*/.exec(issue.path)![0]))}>
                  <code className="id">{issue.path || text('dzFile')}</code>
                </button>{' '}
                {issue.message}.
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="rows-of">
        <h3>{checked?.since == null ? text('dzChangesDraft') : text('dzChangesSince', { version: checked.since })}</h3>
        <Changes changes={changes} since={checked?.since ?? null} />
        {checked !== null && checked.lines.length > 0 && <DiffLines lines={checked.lines} label={text('dzDiff')} />}
      </section>
      {mayDesign && (
        <section className="rows-of save">
          {mustAgree && !isForbidden && (
            <label className="agree">
              <input type="checkbox" checked={agrees} onChange={({ target }) => setAgrees(target.checked)} />{' '}
              {text('dzAgree')}
            </label>
          )}
          <p className="acts">
            <button
              type="button"
              className="btn pri"
              disabled={!maySave || (mustAgree && !agrees) || saved.isPending}
              onClick={() => saved.mutate()}
            >
              {text('save')}
            </button>
            {designer.isEdited && (
              <button type="button" className="btn" onClick={designer.takeBack}>
                {text('dzTakeBack')}
              </button>
            )}
          </p>
          <p className="note" role="status">
            {saved.isSuccess && !designer.isEdited
              ? text(file.state === 'draft' ? 'dzSavedDraft' : 'dzSavedRunning')
              : reason({ isEdited: designer.isEdited, issues, isForbidden, waits: mustAgree && !agrees, maySave })}
          </p>
          {!isChanged(saved.error) && <Failed error={saved.error} />}
          {file.state === 'draft' && issues.length === 0 && !designer.isEdited && (
            <Command>{`fitly agent start ${file.name}`}</Command>
          )}
        </section>
      )}
      {withoutForm(root).length > 0 && (
        <p className="note">{text('dzFileOnly', { keys: withoutForm(root).join(', ') })}</p>
      )}
      <Versions file={file} mayDesign={mayDesign} />
    </>
  );
}

interface Reasons {
  readonly isEdited: boolean;
  readonly issues: readonly Issue[];
  readonly isForbidden: boolean;
  readonly waits: boolean;
  readonly maySave: boolean;
}

function reason({ isEdited, issues, isForbidden, waits, maySave }: Reasons): string {
  if (issues.length > 0) return text('dzSaveMend');
  if (isForbidden) return text('dzSaveForbidden');
  if (!isEdited) return text('dzSaveNothing');
  if (!maySave) return text('dzSaveUnchecked');
  return text(waits ? 'dzSaveAgree' : 'dzSaveReady');
}
