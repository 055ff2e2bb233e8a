/** What may vary: each dimension with its options, folded to one line each. */
import type { PathSegments } from '@fitly/contract/yaml';
import { useState } from 'react';
import { capital, text } from '../../../texts/text.ts';
import { issuesAt, useDesign } from '../design-context.tsx';
import { dimensionIds, freshDimension, freshOption, optionView, propertiesOf } from '../dimensions-view.ts';
import { Field, Fields } from '../field.tsx';
import { RowIssues } from '../lists.tsx';
import { Requires } from '../requires.tsx';
import { asBlock, listAt, shownValue } from '../values.ts';

export function Dimensions() {
  const { root, set, mayEdit, issues } = useDesign();
  const dimensions = listAt(root, ['dimensions']);
  return (
    <>
      {issuesAt(issues, ['dimensions']).map(({ message }) => (
        <p className="emsg" key={message}>
          {message}
        </p>
      ))}
      {dimensions.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its id is being typed
        <Dimension key={at} path={['dimensions', at]} />
      ))}
      {mayEdit && (
        <button
          type="button"
          className="btn"
          onClick={() => set(['dimensions', dimensions.length], freshDimension(dimensionIds(root)))}
        >
          {text('dzAddDimension')}
        </button>
      )}
    </>
  );
}

function Dimension({ path }: { readonly path: PathSegments }) {
  const { root, set, remove, mayEdit } = useDesign();
  const raw = asBlock(listAt(root, path.slice(0, 1))[Number(path[1])]);
  const [id, kind] = [shownValue(raw['id']), shownValue(raw['kind'])];
  const options = listAt(raw, ['options']);
  return (
    <section className="dimn" aria-label={id}>
      <div className="dim-h">
        <h3>{shownValue(raw['label']) || id || text('dimension')}</h3>
        <span className="tag">{kind}</span>
        <span className="note">{text('dzOptionCount', { count: options.length })}</span>
      </div>
      <details className="fold">
        <summary>{text('dzAboutDimension')}</summary>
        <Fields>
          <Field path={[...path, 'id']} label={text('dzId')} />
          <Field path={[...path, 'label']} label={text('dzLabel')} />
          <Field path={[...path, 'kind']} label={text('dzKind')} />
        </Fields>
        {mayEdit && (
          <button type="button" className="quiet" onClick={() => remove(path)}>
            {text('dzRemoveDimension')}
            <span className="hidden"> {id}</span>
          </button>
        )}
      </details>
      <RowIssues path={path} />
      <RowIssues path={[...path, 'options']} />
      <ul className="opts">
        {options.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: its id is being typed
          <Option key={at} path={[...path, 'options', at]} {...{ kind, options }} dimension={id} />
        ))}
      </ul>
      {mayEdit && (
        <button
          type="button"
          className="btn s"
          aria-label={text('dzAddOptionTo', { dimension: id })}
          onClick={() => set([...path, 'options', options.length], freshOption(kind, options))}
        >
          {text('dzAddOption')}
        </button>
      )}
    </section>
  );
}

interface OptionProps {
  readonly path: PathSegments;
  readonly kind: string;
  readonly dimension: string;
  readonly options: readonly unknown[];
}

function Option({ path, kind, dimension, options }: OptionProps) {
  const { root, remove, mayEdit, issues, marked } = useDesign();
  const [isOpen, setIsOpen] = useState(false);
  const option = optionView(options[Number(path[3])]);
  const isWrong = issuesAt(issues, path, true).length > 0;
  const isMarked = path.every((key, at) => marked[at] === key);
  const says = Object.entries(option.values).map(([key, value]) => `${key} ${shownValue(value)}`);
  return (
    <li className={`opt${isWrong ? ' err' : ''}${isMarked ? ' marked' : ''}`}>
      <details open={isOpen || isWrong} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>
          <b>{option.label || text('dzNoId')}</b> <span className="id dim">{option.id}</span>
          <span className="id says">{says.join(' · ')}</span>
          {option.state !== 'active' && <span className="tag">{option.state}</span>}
          {option.noSend && <span className="tag">{text('dzNoSendTag')}</span>}
          {option.cost !== null && <span className="r num">{option.cost}</span>}
        </summary>
        <div className="more">
          <Fields>
            <Field path={[...path, 'id']} label={text('dzId')} />
            <Field path={[...path, 'label']} label={text('dzLabel')} />
            <Field path={[...path, 'state']} label={capital(text('state'))} />
            {kind === 'send_hour' && <Field path={[...path, 'hour']} label={text('dzHour')} />}
            {kind === 'frequency' && <Field path={[...path, 'every']} label={text('dzEvery')} />}
            <Field path={[...path, 'cost']} label={text('dzCost')} />
            <Field path={[...path, 'validFrom']} label={text('dzValidFrom')} />
            <Field path={[...path, 'validTo']} label={text('dzValidTo')} />
            <Field path={[...path, 'noSend']} label={text('dzNoSend')} />
          </Fields>
          {kind !== 'send_hour' && kind !== 'frequency' && (
            <Fields>
              {propertiesOf(root, options).map((property) => (
                <Field
                  key={property}
                  path={[...path, 'values', property]}
                  label={text('dzProperty', { property })}
                  lines={2}
                  wide
                />
              ))}
            </Fields>
          )}
          <Requires path={path} own={dimension} />
          <RowIssues path={path} />
          {mayEdit && (
            <p>
              <button type="button" className="quiet" onClick={() => remove(path)}>
                {text('dzRemoveOption')}
                <span className="hidden"> {option.id}</span>
              </button>{' '}
              <span className="note">{text('dzRetireNote')}</span>
            </p>
          )}
        </div>
      </details>
    </li>
  );
}
