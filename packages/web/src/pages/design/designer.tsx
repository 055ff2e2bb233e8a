import type { PathSegments } from '@fitly/contract/yaml';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { checkQuery, launchQuery } from '../../client/design-queries.ts';
import type { Account, AgentFile } from '../../client/types.ts';
import { clock, dayWithYear } from '../../numbers/format.ts';
import { useSettled } from '../../parts/use-settled.ts';
import { text } from '../../texts/text.ts';
import { Consequences } from './consequences.tsx';
import { type Design, DesignProvider } from './design-context.tsx';
import { draftsOf } from './draft.ts';
import { headlineOf } from './headline.ts';
import { Meets } from './meets.tsx';
import { NextBar } from './next-bar.tsx';
import { Review } from './review.tsx';
import { Section } from './section.tsx';
import { StepBar } from './step-bar.tsx';
import { STEPS, type Step, stepOf } from './steps.ts';
import { useDesigner } from './use-designer.ts';
import { YamlPane } from './yaml-pane.tsx';

const ROUTE = '/agents/$agent/design';
/** Between two keys nothing is asked. */
const PAUSE_MS = 150;

interface Props {
  readonly file: AgentFile;
  readonly me: Account;
}

export function Designer({ file, me }: Props) {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  const mayDesign = me.permissions.includes('design');
  const mayAsk = me.permissions.includes('evaluate');
  const designer = useDesigner({ file, who: draftsOf(me), mayDesign });
  const { state, now, view } = designer;
  const settled = useSettled(state.text, PAUSE_MS);
  const check = useQuery({ ...checkQuery(file.name, settled), enabled: mayAsk && settled !== '' });
  const figures = { customers: search.customers ?? null, baseRate: search.rate ?? null };
  const isValid = check.data?.valid === true && !check.isPlaceholderData;
  const launch = useQuery({ ...launchQuery(file.name, settled, figures), enabled: mayAsk && isValid });
  const plan = check.data?.valid === true ? (launch.data ?? null) : null;
  const issues = now.root === null ? now.issues : (check.data?.issues ?? file.issues);
  const step = search.step ?? 'use_case';
  const top = useRef<HTMLHeadingElement>(null);
  const go = (to: Step): void => {
    void navigate({ search: (all) => ({ ...all, step: to }), replace: true, resetScroll: false });
  };
  const goOn = (to: Step): void => {
    go(to);
    top.current?.focus();
  };
  const { mark } = designer;
  // The file shows what the section edits, unless the caret has led there.
  useEffect(() => {
    mark((before) => (stepOf(String(before[0])) === step ? before : STEPS[step].slice(0, 1)));
  }, [step, mark]);
  const design: Design = {
    ...{ agent: file.name, text: state.text, view, root: view.root ?? {}, marked: designer.marked },
    issues: designer.refused === null ? issues : [...issues, designer.refused],
    mayEdit: mayDesign && now.root !== null,
    ...{ mark: designer.mark, set: designer.set, remove: designer.remove, write: designer.write },
  };
  const onLine = (line: number): void => {
    const path: PathSegments = now.pathAt(line);
    designer.mark(path);
    const [key] = path;
    if (typeof key === 'string' && step !== 'review' && stepOf(key) !== step) go(stepOf(key));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!mayDesign || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    // The guesses are no part of the file: there the browser undoes what was typed.
    if (event.target instanceof Element && event.target.closest('.guesses') !== null) return;
    event.preventDefault();
    if (event.shiftKey) designer.redo();
    else designer.undo();
  };
  const { before, figure } = headlineOf({ issues, now, checked: check.data ?? null, plan });
  return (
    <DesignProvider value={design}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: undo wherever one types */}
      <div className="designer" onKeyDown={onKey}>
        <StepBar {...{ step, issues, go }} />
        <h1 className="finding" ref={top} tabIndex={-1}>
          {before} {figure !== '' && <b>{figure}</b>}
        </h1>
        <p className="sub">
          {text(mayDesign ? 'dzLead' : 'dzReadOnly', { agent: file.name })}{' '}
          {designer.kept !== null && designer.isEdited && (
            <span>
              {text('dzKept', { day: dayWithYear(designer.kept.at), time: clock(new Date(designer.kept.at)) })}
            </span>
          )}
        </p>
        {designer.meeting !== null && <Meets meeting={designer.meeting} take={designer.takeBack} />}
        {mayAsk && <Consequences checked={check.data ?? null} plan={plan} figures={figures} />}
        {mayDesign && (
          <div className="tools">
            <span className="note" role="status">
              {text(designer.isEdited ? 'dzNotSaved' : 'dzSaved')}
            </span>
            <button type="button" className="btn s" disabled={state.past.length === 0} onClick={designer.undo}>
              {text('dzUndo')}
            </button>
            <button type="button" className="btn s" disabled={state.future.length === 0} onClick={designer.redo}>
              {text('dzRedo')}
            </button>
          </div>
        )}
        <div className="split">
          <div className="form-side">
            <h2>{text(`dzStep_${step}`)}</h2>
            {now.root === null && <p className="ban">{text('dzUnreadable')}</p>}
            {step === 'review' ? (
              <Review
                {...{ file, mayDesign, issues, go, designer }}
                checked={check.data ?? null}
                isNew={!check.isPlaceholderData && settled === state.text}
              />
            ) : (
              <Section step={step} customers={plan?.customers ?? figures.customers} />
            )}
            <NextBar step={step} go={goOn} issues={issues} />
          </div>
          <YamlPane mayWrite={mayDesign} onLine={onLine} />
        </div>
      </div>
    </DesignProvider>
  );
}
