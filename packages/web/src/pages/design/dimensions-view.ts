/** Dimensions and options as a draft states them, whatever form each option has. */
import { blockOf } from './file-edits.ts';
import { freshId } from './fresh-id.ts';
import { asBlock, type Block, listAt, shownValue } from './values.ts';

export interface OptionView {
  readonly id: string;
  readonly label: string;
  readonly values: Block;
  readonly cost: number | null;
  readonly state: string;
  readonly noSend: boolean;
}

export const optionView = (raw: unknown): OptionView => {
  const option = typeof raw === 'string' || typeof raw === 'number' ? blockOf(raw) : asBlock(raw);
  const id = shownValue(option['id']);
  return {
    ...{ id, label: shownValue(option['label']) || id, values: asBlock(option['values']) },
    cost: typeof option['cost'] === 'number' ? option['cost'] : null,
    state: shownValue(option['state']) || 'active',
    noSend: option['noSend'] === true,
  };
};

export const dimensionIds = (root: unknown): string[] =>
  listAt(root, ['dimensions']).map((each) => shownValue(asBlock(each)['id']));

export function optionsOf(root: unknown, dimension: string): OptionView[] {
  const found = listAt(root, ['dimensions']).find((each) => shownValue(asBlock(each)['id']) === dimension);
  return listAt(found, ['options']).map(optionView);
}
export const optionIds = (root: unknown, dimension: string): string[] => optionsOf(root, dimension).map(({ id }) => id);

/** A new option that fits the dimension: an hour that is free, another frequency, or a content to fill in. */
export function freshOption(kind: string, options: readonly unknown[]): Block {
  const taken = options.map((each) => optionView(each).id);
  if (kind === 'send_hour') {
    const hours = Array.from({ length: 24 }, (_, at) => (at + 9) % 24);
    const hour = hours.find((each) => !taken.includes(String(blockOf(each)['id']))) ?? 9;
    return blockOf(hour);
  }
  const id = freshId('option', taken);
  return kind === 'frequency' ? { id, label: 'Every 7 days', every: '7 days' } : { id };
}

export const freshDimension = (taken: readonly string[]): Block => ({
  ...{ id: freshId('dimension', taken), kind: 'content' },
  options: [{ id: 'option' }],
});

/** Properties that any option of the dimension passes, and those that the template expects. */
export function propertiesOf(root: unknown, options: readonly unknown[]): string[] {
  const own = options.flatMap((each) => Object.keys(optionView(each).values));
  return [...new Set(own)].length > 0 ? [...new Set(own)] : listAt(root, ['delivery', 'placeholders']).map(shownValue);
}
