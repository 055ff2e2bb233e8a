import type { PathSegments } from '@fitly/contract/yaml';
import { text } from '../../../texts/text.ts';
import { useDesign } from '../design-context.tsx';
import { dimensionIds, optionIds } from '../dimensions-view.ts';
import { Field, Fields } from '../field.tsx';
import { freshId } from '../fresh-id.ts';
import { Rows, Words } from '../lists.tsx';
import { choicesAt } from '../schema-at.ts';
import { listAt, valueAt } from '../values.ts';

const at = (...rest: string[]): PathSegments => ['constraints', ...rest];
const RULE = [
  { key: 'id', label: text('dzId') },
  { key: 'reason', label: text('dzReason') },
  { key: 'denyWhen', label: text('dzDenyWhen'), lines: 3, wide: true },
];
const CAP = [
  { key: 'per', label: text('dzCapPer') },
  { key: 'max', label: text('dzMax') },
  { key: 'days', label: text('dzDays') },
  { key: 'window', label: text('dzWindow') },
];
const BUDGET = [
  { key: 'maxPerDay', label: text('dzMaxPerDay') },
  { key: 'maxTotal', label: text('dzMaxTotal') },
  { key: 'unit', label: text('dzUnit') },
];

export function Constraints() {
  return (
    <>
      <Rows
        path={at('rules')}
        title={text('dzRules')}
        add={text('dzAddRule')}
        columns={RULE}
        fresh={(taken) => ({ id: freshId('rule', taken), denyWhen: '' })}
      />
      <Rows
        path={at('caps')}
        title={text('dzCaps')}
        add={text('dzAddCap')}
        columns={CAP}
        fresh={() => ({ per: 'agent', max: 1, days: '7 days' })}
      />
      <Rows
        path={at('budgets')}
        title={text('dzBudgets')}
        add={text('dzAddBudget')}
        columns={BUDGET}
        fresh={() => ({ maxPerDay: 1000 })}
      >
        {(path) => <LimitedOption path={path} />}
      </Rows>
      <section className="rows-of">
        <div className="head">
          <h3>{text('dzQuiet')}</h3>
        </div>
        <Fields>
          <Field path={at('quietHours', 'from')} label={text('dzQuietFrom')} />
          <Field path={at('quietHours', 'to')} label={text('dzQuietTo')} />
          <QuietDays />
          <Words path={at('blackoutDates')} label={text('dzBlackout')} explained />
        </Fields>
      </section>
    </>
  );
}

function LimitedOption({ path }: { readonly path: PathSegments }) {
  const { root, set, remove, mayEdit } = useDesign();
  const own = [...path, 'option'];
  if (valueAt(root, own) == null) {
    const [dimension] = dimensionIds(root);
    if (!mayEdit || dimension === undefined) return null;
    const [option = ''] = optionIds(root, dimension);
    return (
      <button type="button" className="quiet" onClick={() => set(own, { dimension, option })}>
        {text('dzLimitOption')}
      </button>
    );
  }
  const dimension = String(valueAt(root, [...own, 'dimension']) ?? '');
  return (
    <>
      <Fields>
        <Field path={[...own, 'dimension']} label={text('dimension')} choices={dimensionIds(root)} />
        <Field path={[...own, 'option']} label={text('dzOption')} choices={optionIds(root, dimension)} />
      </Fields>
      {mayEdit && (
        <button type="button" className="quiet" onClick={() => remove(own)}>
          {text('dzLimitAll')}
        </button>
      )}
    </>
  );
}

function QuietDays() {
  const { root, set, remove, mayEdit } = useDesign();
  const path = at('quietDays');
  const chosen = listAt(root, path);
  const days = choicesAt([...path, 0]) ?? [];
  return (
    <fieldset className="fld wide ticks" disabled={!mayEdit}>
      <legend>{text('dzQuietDays')}</legend>
      {days.map((day) => (
        <label key={day}>
          <input
            type="checkbox"
            checked={chosen.includes(day)}
            onChange={({ target }) =>
              target.checked ? set([...path, chosen.length], day) : remove([...path, chosen.indexOf(day)])
            }
          />{' '}
          {day}
        </label>
      ))}
    </fieldset>
  );
}
