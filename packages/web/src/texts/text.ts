/** Words by key. Keys and what a text must be given are checked by the compiler. */
import { en } from './en.ts';

export type TextKey = keyof typeof en;
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Values<Key extends TextKey> = Readonly<Record<Names<(typeof en)[Key]>, string | number>>;

/** Throws nothing: a key that is not in the catalogue does not compile. */
export function text<Key extends TextKey>(
  key: Key,
  ...[values]: Names<(typeof en)[Key]> extends never ? [] : [Values<Key>]
): string {
  const given = (values ?? {}) as Readonly<Record<string, string | number>>;
  return en[key].replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(given[name]));
}

/** First letter large, as at the start of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
