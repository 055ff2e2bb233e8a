/**
 * Braze's Liquid has names in `${…}` (Braze docs, Liquid, supported personalization tags); the engine has not. Inside tags
 * and outputs `a.${b}` becomes `a["b"]`, and a bare `${b}` is a field of the profile. Text outside stays as it is.
 */

/** What a bare `${first_name}` belongs to. */
export const PROFILE = 'profile';

/** One pass, in time proportional to the length. */
export function translate(template: string): string {
  const parts: string[] = [];
  let copied = 0;
  let close: '}}' | '%}' | null = null;
  for (let at = 0; at < template.length; at++) {
    const two = template.slice(at, at + 2);
    if (close === null) {
      if (two === '{{' || two === '{%') close = two === '{{' ? '}}' : '%}';
      if (close !== null) at += 1;
    } else if (two === '${') {
      const name = nameAt(template, at + 2);
      if (name === null) continue;
      const dotted = template[at - 1] === '.';
      parts.push(template.slice(copied, dotted ? at - 1 : at), dotted ? '' : PROFILE, `[${quoted(name)}]`);
      copied = at + name.length + 3;
      at = copied - 1;
    } else if (two === close) {
      close = null;
      at += 1;
    }
  }
  parts.push(template.slice(copied));
  return parts.join('');
}

const MAX_NAME = 255;

/** The name up to the next brace; null when none closes, or when it could not stand in quotes. */
function nameAt(template: string, from: number): string | null {
  const end = template.slice(from, from + MAX_NAME + 1).indexOf('}');
  if (end < 1) return null;
  const name = template.slice(from, from + end);
  return /[{\n\\]/.test(name) || (name.includes('"') && name.includes("'")) ? null : name;
}

const quoted = (name: string): string => (name.includes('"') ? `'${name}'` : `"${name}"`);
