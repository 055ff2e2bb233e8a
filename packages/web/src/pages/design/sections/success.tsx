import { text } from '../../../texts/text.ts';
import { Field, Fields } from '../field.tsx';
import { freshId } from '../fresh-id.ts';
import { Rows } from '../lists.tsx';

const KPI = [
  { key: 'id', label: text('dzId') },
  { key: 'label', label: text('dzLabel') },
  { key: 'event', label: text('dzEvent') },
  { key: 'value', label: text('dzWorth') },
  { key: 'per', label: text('dzPer') },
];
const GUARDRAIL = [
  { key: 'id', label: text('dzId') },
  { key: 'event', label: text('dzEvent') },
  { key: 'limit', label: text('dzLimit') },
  { key: 'against', label: text('against') },
  { key: 'then', label: text('dzThen') },
];

export function Success() {
  return (
    <>
      <Fields>
        <Field path={['success', 'event']} label={text('dzEvent')} explained />
        <Field path={['success', 'horizon']} label={text('dzHorizon')} explained />
        <Field path={['success', 'value']} label={text('dzWorth')} wide explained />
        <Field path={['success', 'currency']} label={text('dzCurrency')} explained />
        <Field path={['success', 'winsorQuantile']} label={text('dzWinsor')} explained />
        <Field path={['success', 'attribution']} label={text('dzAttribution')} explained />
        <Field path={['success', 'subtractCosts']} label={text('dzSubtract')} explained />
      </Fields>
      <Rows
        path={['guardrails']}
        title={text('dzGuardrails')}
        add={text('dzAddGuardrail')}
        columns={GUARDRAIL}
        fresh={(taken) => ({ id: freshId('unsubscribes', taken), event: 'message.unsubscribe', limit: '10%' })}
      />
      <Rows
        path={['kpis']}
        title={text('dzKpis')}
        add={text('dzAddKpi')}
        columns={KPI}
        fresh={(taken) => ({ id: freshId('clicks', taken), event: 'message.click' })}
      />
    </>
  );
}
