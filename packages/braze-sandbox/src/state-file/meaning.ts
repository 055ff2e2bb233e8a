/** What a schema cannot see in a state file: repeated ids, and references to what is not there. */
import type { Finding } from './findings.ts';
import type { StateFile } from './schema.ts';

export function checkMeaning(state: StateFile): Finding[] {
  const {
    keys = [],
    users = [],
    segments = [],
    campaigns = [],
    canvases = [],
    templates = [],
    content_blocks = [],
  } = state;
  const listed = Array.isArray(users) ? users : [];
  return [
    ...repeated(
      'keys',
      'key',
      keys.map(({ key }) => key),
      () => 'this key',
    ),
    ...repeated(
      'users',
      'external_id',
      listed.map(({ external_id }) => external_id),
    ),
    ...repeated(
      'segments',
      'id',
      segments.map(({ id }) => id),
    ),
    ...repeated(
      'campaigns',
      'id',
      campaigns.map(({ id }) => id),
    ),
    ...repeated(
      'canvases',
      'id',
      canvases.map(({ id }) => id),
    ),
    ...repeated(
      'templates',
      'id',
      templates.map(({ id }) => id),
    ),
    ...repeated(
      'content_blocks',
      'name',
      content_blocks.map(({ name }) => name),
    ),
    ...unknownSegments(state),
    ...unknownSteps(canvases),
    ...unknownTags(state),
  ];
}

function repeated(
  list: string,
  member: string,
  ids: readonly string[],
  shown: (id: string) => string = (id) => id,
): readonly Finding[] {
  return ids.flatMap((id, i) =>
    ids.indexOf(id) === i ? [] : [{ path: [list, i, member], message: `${shown(id)} occurs twice` }],
  );
}

function unknownSegments({ segments = [], campaigns = [], canvases = [] }: StateFile): readonly Finding[] {
  const known = segments.map(({ id }) => id);
  const check = (list: string, things: readonly { segment_id?: string | undefined }[]): readonly Finding[] =>
    things.flatMap(({ segment_id: id }, i) => {
      if (id === undefined || known.includes(id)) return [];
      return [{ path: [list, i, 'segment_id'], message: `no segment ${id}; there are ${listOf(known)}` }];
    });
  return [...check('campaigns', campaigns), ...check('canvases', canvases)];
}

function unknownSteps(canvases: NonNullable<StateFile['canvases']>): readonly Finding[] {
  return canvases.flatMap(({ variants, steps }, i) => {
    const known = steps.map(({ id }) => id);
    const of = (path: Finding['path'], id: string | null): readonly Finding[] =>
      id === null || known.includes(id) ? [] : [{ path, message: `no step ${id}; there are ${listOf(known)}` }];
    return [
      ...variants.flatMap(({ first_step_id }, v) => of(['canvases', i, 'variants', v, 'first_step_id'], first_step_id)),
      ...steps.flatMap(({ next_step_ids = [] }, s) =>
        next_step_ids.flatMap((id, n) => of(['canvases', i, 'steps', s, 'next_step_ids', n], id)),
      ),
    ];
  });
}

function unknownTags({ tags, templates = [] }: StateFile): readonly Finding[] {
  if (tags === undefined) return [];
  return templates.flatMap((template, i) =>
    (template.tags ?? []).flatMap((tag, t) =>
      tags.includes(tag)
        ? []
        : [{ path: ['templates', i, 'tags', t], message: `no tag ${tag}; there are ${listOf(tags)}` }],
    ),
  );
}

const listOf = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '));
