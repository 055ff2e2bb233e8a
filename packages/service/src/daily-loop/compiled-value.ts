import type { CompiledValue } from '@fitly/core/data';
import type { SuccessMetric } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';

/** What one event is worth: `1` or its `amount`. Throws `agent_file_invalid` for an expression. */
export function compiledValue({ value }: SuccessMetric): CompiledValue {
  if (value === '1') return { readsOptions: false, evaluate: () => 1 };
  if (value === 'amount') return { readsOptions: false, evaluate: ({ amount }) => amount };
  throw new FitlyError('agent_file_invalid', `success.value is "${value}", and only 1 and amount can be valued`, {
    next: 'set success.value to 1 or to amount',
  });
}
