/** The same agent as its file: typed into as it is, with the lines of what has the focus in the form, and mistakes where they are. */
import { useEffect, useId, useRef } from 'react';
import { text } from '../../texts/text.ts';
import { useDesign } from './design-context.tsx';
import { asShown, withTyped } from './typed-text.ts';
import { piecesOf } from './yaml-colours.ts';

interface Props {
  readonly mayWrite: boolean;
  /** The caret has come to another line. */
  readonly onLine: (line: number) => void;
}

export function YamlPane({ mayWrite, onLine }: Props) {
  const { agent, text: yaml, view, issues, marked, write } = useDesign();
  const area = useRef<HTMLTextAreaElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = asShown(yaml);
  const lines = shown.split('\n');
  const span = marked.length === 0 ? null : view.linesOf(marked);
  const first = span?.from;
  const wrong = new Map(issues.flatMap((issue) => (issue.line === null ? [] : [[issue.line, issue] as const])));

  useEffect(() => {
    if (first === undefined || document.activeElement === area.current) return;
    const line = scroll.current?.querySelector<HTMLElement>(`[data-line="${first}"]`);
    if (line == null || scroll.current === null) return;
    scroll.current.scrollTop = line.offsetTop - scroll.current.clientHeight / 3;
  }, [first]);

  const goTo = (line: number): void => {
    const at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
    onLine(line);
  };
  const lineOfCaret = (): number => shown.slice(0, area.current?.selectionStart ?? 0).split('\n').length;
  return (
    <aside className="yaml" aria-label={text('dzYaml')}>
      <div className="yh">
        <b>{agent}.yaml</b>
        <span>{text('dzLines', { count: lines.length })}</span>
      </div>
      <div className="code" ref={scroll} tabIndex={mayWrite ? undefined : 0}>
        <div className="sheet">
          <pre aria-hidden="true">
            {lines.map((line, at) => (
              <Line
                // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its number
                key={at}
                number={at + 1}
                line={line}
                isMarked={marked.length > 1 && span !== null && at + 1 >= span.from && at + 1 <= span.to}
                isWrong={wrong.has(at + 1)}
              />
            ))}
          </pre>
          <textarea
            ref={area}
            value={shown}
            readOnly={!mayWrite}
            aria-label={text('dzYamlOf', { agent })}
            aria-describedby={id}
            aria-invalid={issues.length > 0}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            wrap="off"
            onChange={({ target }) => write(withTyped(yaml, target.value))}
            onKeyUp={() => onLine(lineOfCaret())}
            onClick={() => onLine(lineOfCaret())}
          />
        </div>
      </div>
      <ul className="issues" id={id}>
        {issues.map(({ path, message, line }) => (
          <li key={`${path} ${message}`}>
            {line !== null && (
              <button type="button" onClick={() => goTo(line)}>
                {text('dzLine', { line })}
              </button>
            )}{' '}
            {path.startsWith('line ') || path === '' ? '' : <code className="id">{path}</code>} {message}.
          </li>
        ))}
      </ul>
    </aside>
  );
}

interface LineProps {
  readonly number: number;
  readonly line: string;
  readonly isMarked: boolean;
  readonly isWrong: boolean;
}

function Line({ number, line, isMarked, isWrong }: LineProps) {
  return (
    <span className={`ln${isMarked ? ' sel' : ''}${isWrong ? ' bad' : ''}`} data-line={number}>
      {piecesOf(line).map(({ kind, text: piece }, at) =>
        kind === 'plain' ? (
          piece
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line stay in order
          <i key={at} className={`y-${kind}`}>
            {piece}
          </i>
        ),
      )}
      {'\n'}
    </span>
  );
}
