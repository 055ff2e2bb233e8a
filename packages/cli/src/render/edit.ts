/** A change to an agent file as lines: what differs, and what that means. */
import type { AgentEdit } from '@fitly/service';
import { styled } from '../terminal.ts';
import { type ChangeLines, changeLines } from './changes.ts';
import { diffLines } from './diff.ts';

export function editLines({ path, lines, changes }: AgentEdit, { width, color }: ChangeLines): string[] {
  const meaning =
    changes.length === 0 ? [] : ['What it means for the agent:', ...changeLines(changes, { width, color }), ''];
  const heads = [`--- ${path}`, `+++ ${path}, changed`].map((head) => styled(head, 'bold', color));
  return [...heads, ...diffLines(lines, color), '', ...meaning];
}
