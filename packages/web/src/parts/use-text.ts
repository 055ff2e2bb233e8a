import { type ChangeEvent, useState } from 'react';

interface TextField {
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** The text of an input, and what to give the input. */
export function useText(initial = ''): readonly [string, TextField, (value: string) => void] {
  const [value, set] = useState(initial);
  return [value, { value, onChange: ({ currentTarget }) => set(currentTarget.value) }, set];
}
