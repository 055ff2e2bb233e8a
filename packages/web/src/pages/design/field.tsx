/** One value of the file: what the schema says of it decides how it is asked for. */
import type { PathSegments } from '@fitly/contract/yaml';
import { pathText } from '@fitly/contract/yaml';
import { type ReactNode, useId, useState } from 'react';
import { Described } from './described.tsx';
import { issuesAt, useDesign } from './design-context.tsx';
import { choicesAt, isFlag, isRequired, schemaAt, typedValue } from './schema-at.ts';
import { shownValue, valueAt } from './values.ts';

interface Props {
  readonly path: PathSegments;
  readonly label: string;
  /** What the schema says of it, below the field; otherwise for who asks. */
  readonly explained?: boolean;
  /** Of text; more than one for long texts. */
  readonly lines?: number;
  readonly wide?: boolean;
  /** Id of a list of suggestions. */
  readonly list?: string;
  /** Words that may stand there, where the schema cannot know them. */
  readonly choices?: readonly string[];
}

export function Field({ path, label, explained = false, lines = 1, wide = false, list, choices }: Props) {
  const design = useDesign();
  const id = useId();
  const found = issuesAt(design.issues, path);
  const isMarked = pathText(design.marked) === pathText(path);
  const words = choices ?? choicesAt(path);
  const control = {
    id,
    disabled: !design.mayEdit,
    onFocus: () => design.mark(path),
    'aria-invalid': found.length > 0,
    'aria-describedby': `${id}-says`,
  } as const;
  const isTick = isFlag(path);
  return (
    <div className={`fld${wide ? ' wide' : ''}${isMarked ? ' marked' : ''}${isTick ? ' flag' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {isTick ? (
        <Flag path={path} control={control} />
      ) : words !== null ? (
        <Choice {...{ path, control, words }} />
      ) : (
        <Text {...{ path, control, lines }} list={list} />
      )}
      <p id={`${id}-says`} className={explained && found.length === 0 ? 'hint' : found.length > 0 ? 'emsg' : 'hidden'}>
        {found.length > 0 ? found.map(({ message }) => message).join('. ') : <Described at={path} />}
      </p>
    </div>
  );
}

type Control = Readonly<Record<string, unknown>>;

function Flag({ path, control }: { readonly path: PathSegments; readonly control: Control }) {
  const { root, set } = useDesign();
  const value = valueAt(root, path) ?? schemaAt(path)?.default;
  return (
    <input type="checkbox" {...control} checked={value === true} onChange={({ target }) => set(path, target.checked)} />
  );
}

interface ChoiceProps {
  readonly path: PathSegments;
  readonly control: Control;
  readonly words: readonly string[];
}

function Choice({ path, control, words }: ChoiceProps) {
  const { root, set } = useDesign();
  const value = shownValue(valueAt(root, path) ?? schemaAt(path)?.default);
  const shown = words.includes(value) ? words : [value, ...words];
  return (
    <span className="pick">
      <select {...control} value={value} onChange={({ target }) => set(path, target.value)}>
        {shown.map((each) => (
          <option key={each} value={each}>
            {each === '' ? '—' : each}
          </option>
        ))}
      </select>
    </span>
  );
}

interface TextProps {
  readonly path: PathSegments;
  readonly control: Control;
  readonly lines: number;
  readonly list: string | undefined;
}

/** What is being typed is shown as it is typed: `1.` is no number yet. */
function Text({ path, control, lines, list }: TextProps) {
  const { root, set, remove, mark } = useDesign();
  const [typed, setTyped] = useState<string | null>(null);
  const [wasText, setWasText] = useState(false);
  const value = shownValue(valueAt(root, path));
  const usual = schemaAt(path)?.default;
  const shared = {
    ...control,
    value: typed ?? value,
    onFocus: () => {
      mark(path);
      setWasText(typeof valueAt(root, path) === 'string');
    },
    spellCheck: false,
    autoComplete: 'off',
    placeholder: usual === undefined || usual === null ? undefined : shownValue(usual),
    onChange: ({ target }: { readonly target: { readonly value: string } }) => {
      setTyped(target.value);
      if (target.value === '' && !isRequired(path)) remove(path);
      else set(path, typedValue(path, target.value, wasText));
    },
    onBlur: () => setTyped(null),
  };
  // A field of one line would drop the ends of lines.
  const [isLong] = useState(lines > 1 || value.includes('\n'));
  return isLong ? <textarea {...shared} rows={Math.max(lines, 2)} /> : <input {...shared} list={list} />;
}

interface FieldsProps {
  readonly children: ReactNode;
}

export const Fields = ({ children }: FieldsProps) => <div className="flds">{children}</div>;
