/** A line of YAML in pieces, so that keys, values and comments can be told apart. Only for the eye: nothing is read by it. */
export interface Piece {
  readonly kind: 'key' | 'comment' | 'plain';
  readonly text: string;
}

const KEY = /((?:^|[{,]|- )\s*)([\w.-]+|"[^"]*")(?=:(?:\s|$))/g;

/** The pieces make up the line. */
export function piecesOf(line: string): Piece[] {
  const hash = commentAt(line);
  const said = hash === -1 ? line : line.slice(0, hash);
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of said.matchAll(KEY)) {
    const start = match.index + match[1]!.length;
    if (start > at) pieces.push({ kind: 'plain', text: said.slice(at, start) });
    pieces.push({ kind: 'key', text: match[2]! });
    at = start + match[2]!.length;
  }
  if (at < said.length) pieces.push({ kind: 'plain', text: said.slice(at) });
  if (hash !== -1) pieces.push({ kind: 'comment', text: line.slice(hash) });
  return pieces;
}

/** A `#` at the beginning or behind a space, outside quotes. */
function commentAt(line: string): number {
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== null) quote = char === quote ? null : quote;
    else if ((char === '"' || char === "'") && /(?:^|[\s[{,:])$/.test(line.slice(0, at))) quote = char;
    else if (char === '#' && (at === 0 || /\s/.test(line[at - 1]!))) return at;
  }
  return -1;
}
