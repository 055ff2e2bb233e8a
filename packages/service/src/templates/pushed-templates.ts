/**
 * What was pushed under each name: so that a text that somebody changed in Braze is told from one that is merely old. Only
 * digests are kept. What is about to be written is kept before it is, so that a lost answer looks like nobody else's work.
 */
import { createHash } from 'node:crypto';
import { getMeta, type Store, setMeta } from '@fitly/store';
import { TEMPLATE_TEXTS, type TemplateTexts } from './wanted-templates.ts';

type Db = Store['state']['db'];
/** Text → SHA-256 of it. */
type Digests = Readonly<Record<string, string>>;

/** One for each content that may stand in Braze by our own doing: the last one, and one whose answer was lost. */
export type Pushed = readonly Digests[];

export interface PushedPlace {
  /** Each leads to a Braze workspace of its own. */
  readonly connection: string;
  readonly name: string;
}

const keyOf = ({ connection, name }: PushedPlace): string => `pushed template ${connection} ${name}`;

export async function readPushed(db: Db, place: PushedPlace): Promise<Pushed> {
  const text = await getMeta(db, keyOf(place));
  return text === null ? [] : (JSON.parse(text) as Pushed);
}

export const keepPushed = (db: Db, place: PushedPlace, pushed: Pushed): Promise<void> =>
  setMeta(db, keyOf(place), JSON.stringify(pushed));

export const digestsOf = (texts: TemplateTexts): Digests =>
  Object.fromEntries(TEMPLATE_TEXTS.flatMap((name) => (name in texts ? [[name, digest(texts[name] ?? '')]] : [])));

/** Whether Braze shows what we once wrote. Texts that we never gave do not count: Braze may fill them in itself. */
export const isOurs = (pushed: Pushed, shown: TemplateTexts): boolean =>
  pushed.some((digests) => Object.entries(digests).every(([name, is]) => digest(textOf(shown, name)) === is));

const textOf = (texts: TemplateTexts, name: string): string =>
  (texts as Readonly<Record<string, string | undefined>>)[name] ?? '';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
