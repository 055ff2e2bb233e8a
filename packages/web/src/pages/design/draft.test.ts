import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draftsOf, forgetDrafts, handOverDrafts, keepDraft, keptDraft } from './draft.ts';

/** As a browser's: what is kept are its own properties. */
class Kept {
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? (Reflect.get(this, key) as string) : null;
  }
  setItem(key: string, value: string): void {
    Reflect.set(this, key, value);
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

const base = { yaml: 'a', etag: '"1"' };
const textOf = (who: string) => keptDraft(who, 'spring')?.text ?? null;

beforeEach(() => {
  vi.stubGlobal('localStorage', new Kept());
  localStorage.setItem('theme', 'dark');
  for (const who of ['anna@example.com', 'viktor@example.com']) keepDraft(who, 'spring', { text: `of ${who}`, base });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('whoever comes next finds no draft but their own, and signing out leaves none', () => {
  forgetDrafts('viktor@example.com');
  expect([textOf('anna@example.com'), textOf('viktor@example.com')]).toEqual([null, 'of viktor@example.com']);
  forgetDrafts();
  expect(Object.keys(localStorage)).toEqual(['theme']);
});

test('drafts go along when their owner gets an address', () => {
  const [before, after] = [draftsOf({ name: 'Anna', email: null }), draftsOf({ name: 'Anna', email: 'a@example.com' })];
  keepDraft(before, 'spring', { text: 'mine', base });
  handOverDrafts(before, after);
  expect([textOf(before), textOf(after)]).toEqual([null, 'mine']);
});

test('a text that is the file again is no draft', () => {
  keepDraft('anna@example.com', 'spring', { text: 'a', base });
  expect(textOf('anna@example.com')).toBeNull();
});
