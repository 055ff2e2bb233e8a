/** State of the designer: the text with its undo, what it is compared with, what the service says of it, and the draft in this browser. */
import type { PathSegments } from '@fitly/contract/yaml';
import { pathText, viewYaml, type YamlView } from '@fitly/contract/yaml';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useReducer, useRef, useState } from 'react';
import { client } from '../../client/client.ts';
import { agentFileQuery, isChanged } from '../../client/design-queries.ts';
import type { AgentFile, Issue } from '../../client/types.ts';
import { text as words } from '../../texts/text.ts';
import { forgetDrafts, keepDraft, keptDraft } from './draft.ts';
import { begun, edited, isEdited } from './editing.ts';
import { withoutValue, withValue } from './file-edits.ts';
import { changedLines, merged } from './three-way.ts';
import { valueAt } from './values.ts';

/** Somebody else has changed the file meanwhile. */
export interface Meeting {
  /** What they changed, as lines of a diff. */
  readonly theirs: readonly string[];
  /** Places where both changed the same lines: mine stand there. */
  readonly collisions: number;
  readonly yaml: string;
}

interface Given {
  readonly file: AgentFile;
  /** Whose drafts. */
  readonly who: string;
  readonly mayDesign: boolean;
}

export function useDesigner({ file, who, mayDesign }: Given) {
  const { name } = file;
  const queries = useQueryClient();
  const [kept] = useState(() => (mayDesign ? keptDraft(who, name) : null));
  const [state, dispatch] = useReducer(edited, null, () =>
    kept === null ? begun({ yaml: file.yaml, etag: file.etag }) : begun(kept.base, kept.text),
  );
  const [meeting, setMeeting] = useState<Meeting | null>(null);
  const [marked, mark] = useState<PathSegments>([]);
  const [refused, setRefused] = useState<Issue | null>(null);
  const now = useMemo(() => viewYaml(state.text, `${name}.yaml`), [state.text, name]);
  const readable = useRef(now);
  if (now.root !== null) readable.current = now;

  /** The file as it is now: taken over where nothing was typed, else put together with what was. */
  const onFile = useEffectEvent(({ yaml, etag }: AgentFile): void => {
    const { base, text } = state;
    if (etag === base.etag) return;
    const both = merged(base.yaml, text, yaml);
    const isMine = isEdited(state) && yaml !== text;
    if (isMine) setMeeting({ theirs: changedLines(base.yaml, yaml), collisions: both.collisions, yaml });
    dispatch({ kind: 'file', base: { yaml, etag }, text: isMine ? both.text : yaml });
  });
  useEffect(() => onFile(file), [file]);
  useEffect(() => forgetDrafts(who), [who]);
  useEffect(() => {
    if (mayDesign) keepDraft(who, name, state);
  }, [who, name, mayDesign, state]);

  const write = (text: string, place: string): void => {
    setRefused(null);
    dispatch({ kind: 'text', text, place });
  };
  const step = (kind: 'undo' | 'redo'): void => {
    setRefused(null);
    dispatch({ kind });
  };
  const edit = (path: PathSegments, change: (text: string) => string, place: string): void => {
    try {
      write(change(state.text), place);
    } catch (error) {
      // Behind an alias, or below a single value: the file says what a form cannot.
      if (!(error instanceof RangeError)) throw error;
      setRefused(issueOfRefusal(readable.current, path));
    }
  };
  const save = async (): Promise<void> => {
    const params = { agent: name };
    try {
      const written = await client.writeAgent({ params, body: { yaml: state.text }, etag: state.base.etag });
      dispatch({ kind: 'saved', base: { yaml: written.yaml, etag: written.etag } });
      queries.setQueryData(agentFileQuery(name).queryKey, written);
      if (file.savedVersion !== null) await client.saveVersion({ params, body: { agreed: true } });
      setMeeting(null);
    } catch (error) {
      // What has come meets what is typed by then, as any newer file does.
      if (isChanged(error)) await queries.fetchQuery({ ...agentFileQuery(name), staleTime: 0 });
      throw error;
    } finally {
      await queries.invalidateQueries({ queryKey: ['design', name] });
      await queries.invalidateQueries({ queryKey: ['agents'] });
    }
  };
  return {
    ...{ state, now, view: readable.current, meeting, marked, mark, refused, save, kept },
    isEdited: isEdited(state),
    undo: () => step('undo'),
    redo: () => step('redo'),
    takeBack: () => {
      setMeeting(null);
      write(state.base.yaml, 'all');
    },
    write: (text: string) => write(text, 'yaml'),
    set: (path: PathSegments, value: unknown) => edit(path, (text) => withValue(text, path, value), path.join(' ')),
    remove: (path: PathSegments) =>
      edit(path, (text) => withoutValue(text, readable.current.root, path), `without ${path.join(' ')}`),
  };
}

/** What the form cannot do, said where it was tried: at the list for what would be new in one. */
function issueOfRefusal({ root, linesOf }: YamlView, path: PathSegments): Issue {
  const isNew = typeof path.at(-1) === 'number' && valueAt(root, path) === undefined;
  const at = isNew ? path.slice(0, -1) : path;
  return { path: pathText(at), message: words('dzRefused'), line: linesOf(at)?.from ?? null, column: null };
}
