import { text } from '../../../texts/text.ts';
import { Field, Fields } from '../field.tsx';

const ZONES = Intl.supportedValuesOf('timeZone');

export function UseCase() {
  return (
    <>
      <Fields>
        <Field path={['description']} label={text('dzDescription')} lines={2} wide explained />
        <Field path={['timeZone']} label={text('dzTimeZone')} list="zones" explained />
        <Field path={['schedule', 'runAt']} label={text('dzRunAt')} explained />
        <Field path={['schedule', 'every']} label={text('dzEvery')} explained />
      </Fields>
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
