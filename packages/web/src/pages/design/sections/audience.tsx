import { text } from '../../../texts/text.ts';
import { useDesign } from '../design-context.tsx';
import { Field, Fields } from '../field.tsx';
import { Rows, Words } from '../lists.tsx';
import { valueAt } from '../values.ts';

const SEGMENTS = ['audience', 'segments'];
const CONTEXT = [
  { key: 'attribute', label: text('dzAttribute') },
  { key: 'type', label: text('dzType') },
  { key: 'transform', label: text('dzTransform') },
  { key: 'history', label: text('dzHistory'), rare: true } as const,
];

export function Audience() {
  const { root, set, mayEdit } = useDesign();
  const segments = valueAt(root, SEGMENTS);
  const isPlain = segments === undefined || segments === null || Array.isArray(segments);
  return (
    <>
      <Fields>
        {isPlain ? (
          <>
            <Words path={SEGMENTS} label={text('dzSegments')} explained />
            {mayEdit && Array.isArray(segments) && segments.length > 0 && (
              <button type="button" className="quiet wide" onClick={() => set(SEGMENTS, { anyOf: segments })}>
                {text('dzCombine')}
              </button>
            )}
          </>
        ) : (
          <>
            <Words path={[...SEGMENTS, 'anyOf']} label={text('dzAnyOf')} explained />
            <Words path={[...SEGMENTS, 'allOf']} label={text('dzAllOf')} explained />
            <Words path={[...SEGMENTS, 'noneOf']} label={text('dzNoneOf')} explained />
          </>
        )}
        <Field path={['audience', 'rule']} label={text('dzRule')} lines={2} wide explained />
      </Fields>
      <Rows
        path={['context']}
        title={text('dzContext')}
        add={text('dzAddAttribute')}
        columns={CONTEXT}
        fresh={() => ({ attribute: '', type: 'number' })}
      />
    </>
  );
}
