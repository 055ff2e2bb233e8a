/** The text that is being edited, with its way back and forth. What is typed into one place is one step. */

/** The file as it was read last. */
export interface Base {
  readonly yaml: string;
  readonly etag: string;
}

export interface Editing {
  readonly text: string;
  readonly past: readonly string[];
  readonly future: readonly string[];
  /** The place of the newest change; null: the next one is a step of its own. */
  readonly place: string | null;
  readonly base: Base;
}

export type Edit =
  | { readonly kind: 'text'; readonly text: string; readonly place: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** The file holds what was sent; what was typed since stays. */
  | { readonly kind: 'saved'; readonly base: Base }
  /** Somebody else has written the file. Earlier steps would take that back, so they are gone. */
  | { readonly kind: 'file'; readonly base: Base; readonly text: string };

const MOST_STEPS = 200;

export const begun = (base: Base, text = base.yaml): Editing => ({
  ...{ text, base, future: [], place: null },
  past: text === base.yaml ? [] : [base.yaml],
});

export function edited(state: Editing, edit: Edit): Editing {
  const { text, past, future } = state;
  switch (edit.kind) {
    case 'text': {
      if (edit.text === text) return state;
      const isSameStep = edit.place === state.place && past.length > 0;
      return {
        ...state,
        text: edit.text,
        past: isSameStep ? past : withStep(past, text),
        future: [],
        place: edit.place,
      };
    }
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return state;
      return { ...state, text: before, past: past.slice(0, -1), future: [text, ...future], place: null };
    }
    case 'redo': {
      const [after, ...rest] = future;
      if (after === undefined) return state;
      return { ...state, text: after, past: withStep(past, text), future: rest, place: null };
    }
    case 'saved':
      return { ...state, base: edit.base, place: null };
    case 'file':
      return begun(edit.base, edit.text);
  }
}

const withStep = (past: readonly string[], text: string): string[] => [...past, text].slice(-MOST_STEPS);

export const isEdited = ({ text, base }: Editing): boolean => text !== base.yaml;
