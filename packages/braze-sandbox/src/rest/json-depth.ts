/** How deep JSON may be nested: whoever walks a body later must not run out of stack. */

const DEEPEST = 200;
const QUOTE = 34;
const BACKSLASH = 92;
/** `[` and `{`, `]` and `}`: each pair differs in one bit. */
const OPENING = 91;
const CLOSING = 93;

export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inText) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if ((code & ~32) === OPENING) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if ((code & ~32) === CLOSING) depth -= 1;
  }
  return false;
}
