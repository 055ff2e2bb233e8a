/** Columns of a log from elsewhere as numbers: what they are is told by their cells. */
import { type ContextColumn, encodeTable, fitEncoding } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';

const TOP_CATEGORIES = 20;
/** Up to so many different numbers are categories: slots, months, flags. */
const FEW_NUMBERS = 10;

/** Rows × width, row-major; no columns: width 0. */
export function featuresOf(columns: readonly (readonly [string, readonly string[]])[], rowCount: number) {
  const typed = columns.map(([attribute, texts]) => columnOf(attribute, texts));
  const table = { attributes: typed.map(({ spec }) => spec), rowCount, columns: typed.map(({ values }) => values) };
  const encoding = fitEncoding(table.attributes, table, 1);
  return { features: encodeTable(encoding, table), width: encoding.features.length };
}

function columnOf(attribute: string, texts: readonly string[]): { spec: ContextAttribute; values: ContextColumn } {
  const known = texts.filter((text) => text !== '');
  const isNumber = known.every((text) => Number.isFinite(Number(text))) && new Set(known).size > FEW_NUMBERS;
  const spec = {
    attribute,
    transform: 'none',
    topK: TOP_CATEGORIES,
    pii: 'confirmed_not_personal',
    history: null,
  } as const;
  if (!isNumber)
    return { spec: { ...spec, type: 'category' }, values: texts.map((text) => (text === '' ? null : text)) };
  const values = Float64Array.from(texts, (text) => (text === '' ? Number.NaN : Number(text)));
  return { spec: { ...spec, type: 'number' }, values };
}
