/** HTML that cannot be injected into: every interpolated text is escaped, and only this module can make unescaped HTML. */
export interface Html {
  readonly html: string;
}

type Piece = string | number | Html | null | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);

/** Tagged template: `html\`<p>${name}</p>\``. Lists are joined without a separator; null is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.reduce((text, next, i) => `${text}${write(pieces[i - 1] ?? null)}${next}`) };
}

function write(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  return 'html' in piece ? piece.html : piece.map(write).join('');
}
