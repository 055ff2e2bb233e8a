/** Lists of the file: of plain words, and of blocks with fields. */
import type { PathSegments } from '@fitly/contract/yaml';
import { type ReactNode, useId, useState } from 'react';
import { text } from '../../texts/text.ts';
import { Described } from './described.tsx';
import { issuesAt, useDesign } from './design-context.tsx';
import { Field, Fields } from './field.tsx';
import { asBlock, listAt, shownValue } from './values.ts';

interface WordsProps {
  readonly path: PathSegments;
  readonly label: string;
  readonly explained?: boolean;
}

/** Words in a row: each can be taken out, and what is typed behind them is added. */
export function Words({ path, label, explained = false }: WordsProps) {
  const { root, set, remove, mayEdit, mark } = useDesign();
  const id = useId();
  const [typed, setTyped] = useState('');
  const words = listAt(root, path).map(shownValue);
  const add = (): void => {
    const word = typed.trim();
    if (word !== '') set([...path, words.length], word);
    setTyped('');
  };
  return (
    <div className="fld wide">
      <label htmlFor={id}>{label}</label>
      <ul className="chips">
        {words.map((word, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word has no other name than its place
          <li key={at} className="chip">
            {word}
            <button
              type="button"
              disabled={!mayEdit}
              aria-label={text('dzTakeOut', { what: word })}
              onClick={() => remove([...path, at])}
            >
              ×
            </button>
          </li>
        ))}
        <li>
          <input
            {...{ id, value: typed, disabled: !mayEdit, autoComplete: 'off', spellCheck: false }}
            placeholder={text('dzAddWord')}
            aria-describedby={`${id}-says`}
            onFocus={() => mark(path)}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
        </li>
      </ul>
      <Says {...{ path, id: `${id}-says`, explained }} />
    </div>
  );
}

interface SaysProps {
  readonly path: PathSegments;
  readonly id: string;
  readonly explained: boolean;
}

function Says({ path, id, explained }: SaysProps) {
  const { issues, root } = useDesign();
  const length = listAt(root, path).length;
  const found = [path, ...Array.from({ length }, (_, at) => [...path, at])].flatMap((each) => issuesAt(issues, each));
  if (found.length === 0)
    return (
      <p id={id} className={explained ? 'hint' : 'hidden'}>
        <Described at={path} />
      </p>
    );
  return (
    <p id={id} className="emsg">
      {found.map(({ message }) => message).join('. ')}
    </p>
  );
}

interface Column {
  readonly key: string;
  readonly label: string;
  readonly lines?: number;
  readonly wide?: boolean;
  /** Shown only where it is given. */
  readonly rare?: true;
}

interface RowsProps {
  readonly path: PathSegments;
  readonly title: string;
  readonly columns: readonly Column[];
  /** Of the button that adds one. */
  readonly add: string;
  /** What a new one holds. */
  readonly fresh: (taken: readonly string[]) => unknown;
  readonly children?: (path: PathSegments) => ReactNode;
}

export function Rows({ path, title, columns, add, fresh, children }: RowsProps) {
  const { root, set, remove, mayEdit, issues } = useDesign();
  const rows = listAt(root, path);
  const ids = rows.map((row) => shownValue(asBlock(row)['id']));
  return (
    <section className="rows-of">
      <div className="head">
        <h3>{title}</h3>
        <p className="note">
          <Described at={path} />
        </p>
      </div>
      {issuesAt(issues, path).map(({ message }) => (
        <p className="emsg" key={message}>
          {message}
        </p>
      ))}
      {rows.length > 0 && (
        <ul className="boxes">
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its place
            <li key={at} className={issuesAt(issues, [...path, at], true).length > 0 ? 'err' : undefined}>
              <div>
                <Fields>
                  {columns
                    .filter(({ key, rare }) => rare !== true || asBlock(row)[key] != null)
                    .map(({ key, rare: _rare, ...column }) => (
                      <Field key={key} path={[...path, at, key]} {...column} />
                    ))}
                </Fields>
                {children?.([...path, at])}
                <RowIssues path={[...path, at]} />
              </div>
              {mayEdit && (
                <button
                  type="button"
                  className="out"
                  aria-label={text('dzTakeOut', { what: `${title} ${ids[at] || at + 1}` })}
                  onClick={() => remove([...path, at])}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && (
        <button type="button" className="btn s" onClick={() => set([...path, rows.length], fresh(ids))}>
          {add}
        </button>
      )}
    </section>
  );
}

/** What is wrong with a row as a whole. */
export function RowIssues({ path }: { readonly path: PathSegments }) {
  const { issues } = useDesign();
  return issuesAt(issues, path).map(({ message }) => (
    <p className="emsg" key={message}>
      {message}
    </p>
  ));
}
