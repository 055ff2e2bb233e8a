/** Time zones as profiles name them: IANA, or Rails (contract §1.3). */

/** The Rails names of zones whose IANA name is another one; the rest of Rails' list has a city in common with IANA's. */
const RAILS: ReadonlyMap<string, string> = new Map([
  ['Hawaii', 'Pacific/Honolulu'],
  ['Alaska', 'America/Juneau'],
  ['Pacific Time (US & Canada)', 'America/Los_Angeles'],
  ['Arizona', 'America/Phoenix'],
  ['Mountain Time (US & Canada)', 'America/Denver'],
  ['Central Time (US & Canada)', 'America/Chicago'],
  ['Eastern Time (US & Canada)', 'America/New_York'],
  ['Indiana (East)', 'America/Indiana/Indianapolis'],
  ['Atlantic Time (Canada)', 'America/Halifax'],
  ['Newfoundland', 'America/St_Johns'],
  ['UTC', 'Etc/UTC'],
  ['London', 'Europe/London'],
  ['Dublin', 'Europe/Dublin'],
  ['Lisbon', 'Europe/Lisbon'],
  ['Amsterdam', 'Europe/Amsterdam'],
  ['Berlin', 'Europe/Berlin'],
  ['Madrid', 'Europe/Madrid'],
  ['Paris', 'Europe/Paris'],
  ['Rome', 'Europe/Rome'],
  ['Athens', 'Europe/Athens'],
  ['Istanbul', 'Europe/Istanbul'],
  ['Moscow', 'Europe/Moscow'],
  ['New Delhi', 'Asia/Kolkata'],
  ['Singapore', 'Asia/Singapore'],
  ['Hong Kong', 'Asia/Hong_Kong'],
  ['Tokyo', 'Asia/Tokyo'],
  ['Seoul', 'Asia/Seoul'],
  ['Sydney', 'Australia/Sydney'],
  ['Auckland', 'Pacific/Auckland'],
]);

/** Null for what is no zone. */
export function ianaZone(name: unknown): string | null {
  if (typeof name !== 'string') return null;
  const known = RAILS.get(name) ?? name;
  return isZone(known) ? known : null;
}

const seen = new Map<string, boolean>();

function isZone(name: string): boolean {
  const found = seen.get(name);
  if (found !== undefined) return found;
  const valid = canBeUsed(name);
  // Names come from requests; the limit is against one that invents them.
  if (seen.size < 1_000) seen.set(name, valid);
  return valid;
}

function canBeUsed(name: string): boolean {
  try {
    return Temporal.Now.zonedDateTimeISO(name).timeZoneId.length > 0;
  } catch {
    return false;
  }
}
