import { useState } from 'react';
import { Pick } from '../../../parts/pick.tsx';
import { text } from '../../../texts/text.ts';
import { useDesign } from '../design-context.tsx';
import { dimensionIds, optionIds, optionsOf } from '../dimensions-view.ts';
import { Field, Fields } from '../field.tsx';
import { RowIssues, Words } from '../lists.tsx';
import { asBlock, listAt, shownValue, valueAt } from '../values.ts';

export function Delivery() {
  const { root } = useDesign();
  const mode = shownValue(valueAt(root, ['delivery', 'mode'])) || 'campaign';
  const template = listAt(root, ['dimensions'])
    .map(asBlock)
    .find((each) => each['kind'] === 'template');
  const written = Object.keys(asBlock(valueAt(root, ['delivery', 'ids'])));
  const needed =
    template === undefined
      ? ['default']
      : optionsOf(root, shownValue(template['id']))
          .filter(({ noSend }) => !noSend)
          .map(({ id }) => id);
  const ids = [...new Set([...needed, ...written])];
  return (
    <>
      <Fields>
        <Field path={['delivery', 'mode']} label={text('dzMode')} explained />
        <Field path={['delivery', 'connection']} label={text('dzConnection')} explained />
        {mode !== 'file' && mode !== 'api' && (
          <>
            {ids.map((id) => (
              <Field key={id} path={['delivery', 'ids', id]} label={text('dzIdOf', { mode, option: id })} wide />
            ))}
            <Words path={['delivery', 'placeholders']} label={text('dzPlaceholders')} explained />
          </>
        )}
        {mode === 'file' && <Field path={['delivery', 'format']} label={text('dzFormat')} explained />}
        {mode === 'file' && <Field path={['delivery', 'activation']} label={text('dzActivation')} explained />}
        {mode === 'message' && <Field path={['delivery', 'message', 'channel']} label={text('dzChannel')} explained />}
        <Field path={['delivery', 'fallbackTimeZone']} label={text('dzFallbackZone')} explained />
        {(mode === 'campaign' || mode === 'canvas') && (
          <Field path={['delivery', 'readBack']} label={text('dzReadBack')} explained />
        )}
        <Field path={['delivery', 'mirrorGroups']} label={text('dzMirrorGroups')} explained />
        <Field path={['delivery', 'mirrorOptions']} label={text('dzMirrorOptions')} explained />
      </Fields>
      <RowIssues path={['delivery', 'ids']} />
      <SampleMessage />
    </>
  );
}

/** What one combination would pass to Braze. */
function SampleMessage() {
  const { root } = useDesign();
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const dimensions = dimensionIds(root).filter((id) => optionIds(root, id).length > 0);
  if (dimensions.length === 0) return null;
  const options = dimensions.map((id) => {
    const all = optionsOf(root, id);
    return all.find((each) => each.id === chosen[id]) ?? all[0]!;
  });
  const passed = Object.entries(Object.assign({}, ...options.map(({ values }) => values)) as Record<string, unknown>);
  const isSilent = options.some(({ noSend }) => noSend);
  return (
    <section className="rows-of">
      <div className="head">
        <h3>{text('dzSample')}</h3>
        <p className="note">{text('dzSampleNote')}</p>
      </div>
      <div className="controls">
        {dimensions.map((id, at) => (
          <Pick
            key={id}
            label={id}
            value={options[at]!.id}
            options={optionsOf(root, id).map((each) => ({ value: each.id, words: `${id}: ${each.label}` }))}
            onPick={(option) => setChosen({ ...chosen, [id]: option })}
          />
        ))}
      </div>
      {isSilent || passed.length === 0 ? (
        <p className="note">{text(isSilent ? 'dzSampleSilent' : 'dzSampleNothing')}</p>
      ) : (
        <dl className="facts sample">
          {passed.map(([property, value]) => (
            <div key={property}>
              <dt className="id">{property}</dt>
              <dd>{shownValue(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
