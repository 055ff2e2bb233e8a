/** A column of categories as small numbers: what depends on one category alone is then computed once per value. */
export interface Dictionary {
  /** Per row: 0 = missing, k = `values[k]`. */
  readonly codes: Uint32Array;
  /** Distinct values in the order of their first row, after null for "missing". */
  readonly values: readonly (string | null)[];
}

/** By the identity of the column, which nobody changes: a table is asked about by many rules and combinations. */
const known = new WeakMap<readonly (string | null)[], Dictionary>();

export function dictionaryOf(column: readonly (string | null)[]): Dictionary {
  const found = known.get(column);
  if (found !== undefined) return found;
  const dictionary = encode(column);
  known.set(column, dictionary);
  return dictionary;
}

function encode(column: readonly (string | null)[]): Dictionary {
  const codes = new Uint32Array(column.length);
  const values: (string | null)[] = [null];
  const codeOf = new Map<string, number>();
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value === null) continue;
    let code = codeOf.get(value);
    if (code === undefined) {
      code = values.push(value) - 1;
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return { codes, values };
}
