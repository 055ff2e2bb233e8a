import { expect, test } from 'vitest';
import { begun, type Edit, edited, isEdited } from './editing.ts';

const base = { yaml: 'a', etag: '"1"' };
const after = (...edits: Edit[]) => edits.reduce(edited, begun(base));
const typed = (text: string, place = 'name'): Edit => ({ kind: 'text', text, place });
const undo: Edit = { kind: 'undo' };

test('what is typed into one place is one step, and another place begins the next', () => {
  const state = after(typed('ab'), typed('abc'), typed('abcd', 'label'));
  expect(state.past).toEqual(['a', 'abc']);
  expect(edited(state, undo).text).toBe('abc');
  expect(edited(edited(state, undo), undo).text).toBe('a');
});

test('what was undone comes back until something else is typed', () => {
  expect(after(typed('b'), undo, { kind: 'redo' }).text).toBe('b');
  expect(after(typed('b'), undo, typed('c'), { kind: 'redo' }).text).toBe('c');
  expect(after(undo).text).toBe('a');
});

test('behind a change by somebody else no step leads back or forth: a save would undo it for them', () => {
  const theirs = { yaml: 'theirs', etag: '"2"' };
  const state = after(typed('mine'), typed('more', 'label'), undo, { kind: 'file', base: theirs, text: 'both' });
  expect([state.text, isEdited(state), edited(state, undo).text]).toEqual(['both', true, 'theirs']);
  expect(edited(state, { kind: 'redo' }).text).toBe('both');
  const taken = after(typed('mine'), undo, { kind: 'file', base: theirs, text: 'theirs' });
  expect([edited(taken, undo).text, edited(taken, { kind: 'redo' }).text]).toEqual(['theirs', 'theirs']);
});

test('what is typed while a save is under way is not saved, and stays', () => {
  const state = after(typed('sent'), typed('sent and more'), { kind: 'saved', base: { yaml: 'sent', etag: '"2"' } });
  expect([state.text, isEdited(state), edited(state, undo).text]).toEqual(['sent and more', true, 'a']);
});

test('a draft that was kept is an edit of the file', () => {
  expect([begun(base, 'draft').past, isEdited(begun(base, 'draft')), isEdited(begun(base))]).toEqual([
    ['a'],
    true,
    false,
  ]);
});
