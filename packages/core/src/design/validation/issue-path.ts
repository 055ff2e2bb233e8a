/** Where something stands in an agent: keys and zero-based positions, outermost first. Empty = the whole agent. */
export type PathSegments = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SEGMENT = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;

/** `['dimensions', 1, 'id']` → `dimensions[1].id`. Keys that are not plain words are quoted: `ids["a.b"]`. */
export function formatPath(segments: PathSegments): string {
  let text = '';
  for (const segment of segments) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!PLAIN_KEY.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/** The inverse of `formatPath`, for paths that it wrote. */
export function parsePath(path: string): (string | number)[] {
  const segments: (string | number)[] = [];
  for (const [, index, quoted, key] of path.matchAll(SEGMENT)) {
    if (index !== undefined) segments.push(Number(index));
    else if (quoted !== undefined) segments.push(JSON.parse(`"${quoted}"`) as string);
    else if (key !== undefined) segments.push(key);
  }
  return segments;
}
