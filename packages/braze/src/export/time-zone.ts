/** Zones as profiles name them, remembered: an audience of millions lives in a few dozen zones. */
import { resolveZone } from '@fitly/core/time';

const known = new Map<string, string | null>();
/** Wrong names are free text from outside: remembering them must not fill the memory. */
const MAX_REMEMBERED = 2_000;

/** The IANA name of an IANA or Braze zone name, or null when no zone is meant that this machine knows. */
export function ianaZone(text: string): string | null {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const zone = resolveZone(text, '') || null;
  if (known.size < MAX_REMEMBERED) known.set(text, zone);
  return zone;
}
