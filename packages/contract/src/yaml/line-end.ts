/** How the lines of a text end; where both ends stand in it, the shorter one. */
export const lineEndOf = (text: string): '\n' | '\r\n' =>
  text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) ? '\r\n' : '\n';
