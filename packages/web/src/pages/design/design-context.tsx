/** The file that the form and the text beside it both edit. */
import { type PathSegments, pathText, type YamlView } from '@fitly/contract/yaml';
import { createContext, useContext } from 'react';
import type { Issue } from '../../client/types.ts';

export interface Design {
  readonly agent: string;
  readonly text: string;
  /** Of the newest text that could be read. */
  readonly view: YamlView;
  readonly root: Readonly<Record<string, unknown>>;
  /** False: somebody who may only look, or a text that cannot be read just now. */
  readonly mayEdit: boolean;
  /** Mistakes, and what the form was asked for and cannot do. */
  readonly issues: readonly Issue[];
  /** Where the caret or the focus is. */
  readonly marked: PathSegments;
  mark(path: PathSegments): void;
  set(path: PathSegments, value: unknown): void;
  remove(path: PathSegments): void;
  write(text: string): void;
}

const Context = createContext<Design | null>(null);
export const DesignProvider = Context.Provider;

export function useDesign(): Design {
  const design = useContext(Context);
  if (design === null) throw new Error('a field of the designer stands outside it');
  return design;
}

/** Mistakes at a place, and of lists and blocks below it where `deep`. */
export function issuesAt(issues: readonly Issue[], path: PathSegments, deep = false): Issue[] {
  const at = pathText(path);
  return issues.filter(
    ({ path: own }) => own === at || (deep && (own.startsWith(`${at}.`) || own.startsWith(`${at}[`))),
  );
}
