/** A choice that states its value: a button that is a list. Changing it changes the sentence above. */
interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly words: string }[];
  readonly onPick: (value: T) => void;
}

export function Pick<T extends string>({ label, value, options, onPick }: Props<T>) {
  return (
    <span className="pick">
      <select aria-label={label} value={value} onChange={({ target }) => onPick(target.value as T)}>
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.words}
          </option>
        ))}
      </select>
    </span>
  );
}
