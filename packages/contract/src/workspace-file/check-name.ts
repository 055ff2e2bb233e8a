import type { Finding } from '../yaml/locate.ts';

const NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** Names of things in `fitly.yaml`; `what` completes "not a name for …". */
export function checkName(section: string, name: string, what: string): Finding[] {
  if (NAME.test(name)) return [];
  const rule = 'lower-case letters, digits, `_` and `-`, a letter first';
  return [{ segments: [section, name], message: `\`${name}\` is not a name for ${what}: ${rule}`, atKey: true }];
}
