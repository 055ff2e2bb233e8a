import type { PathSegments } from '@fitly/contract/yaml';
import { text } from '../../texts/text.ts';
import { useDesign } from './design-context.tsx';
import { dimensionIds, optionsOf } from './dimensions-view.ts';
import { shownValue, valueAt } from './values.ts';

interface Props {
  /** Of the option. */
  readonly path: PathSegments;
  /** The dimension that it belongs to. */
  readonly own: string;
}

/** With which options of other dimensions it may stand; nothing ticked: with all of them. */
export function Requires({ path, own }: Props) {
  const { root } = useDesign();
  const others = dimensionIds(root).filter((id) => id !== own && id !== '');
  return (
    <details className="fold">
      <summary>{text('dzRequires')}</summary>
      {others.map((dimension) => (
        <Wanted key={dimension} path={[...path, 'requires', dimension]} dimension={dimension} />
      ))}
    </details>
  );
}

function Wanted({ path, dimension }: { readonly path: PathSegments; readonly dimension: string }) {
  const { root, set, remove, mayEdit } = useDesign();
  const value = valueAt(root, path);
  const wanted = Array.isArray(value) ? value.map(shownValue) : value === undefined ? [] : [shownValue(value)];
  const toggle = (id: string, isOn: boolean): void => {
    if (isOn && Array.isArray(value)) set([...path, value.length], id);
    else if (isOn) set(path, [...wanted, id]);
    else if (Array.isArray(value)) remove([...path, wanted.indexOf(id)]);
    else remove(path);
  };
  return (
    <fieldset className="fld wide ticks" disabled={!mayEdit}>
      <legend>{dimension}</legend>
      {optionsOf(root, dimension).map(({ id, label }) => (
        <label key={id}>
          <input type="checkbox" checked={wanted.includes(id)} onChange={({ target }) => toggle(id, target.checked)} />{' '}
          {label}
        </label>
      ))}
    </fieldset>
  );
}
