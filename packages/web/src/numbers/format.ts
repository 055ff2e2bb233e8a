/**
 * One helper for each kind of number, by locale. A true minus, a sign on every uplift, and a space that does not break before
 * the percent sign; an interval has the digits of its estimate.
 */
const LANGUAGES: readonly string[] = ['en'];
const NO_BREAK = '\u00a0';
const MINUS = '−';

/** Numbers speak the language of the words beside them: the first preferred locale that has a catalogue. */
export const localeOf = (preferred: readonly string[]): string =>
  preferred.find((each) => LANGUAGES.includes(each.split('-')[0] ?? '') && isLocale(each)) ?? 'en-GB';

/** Some browsers hand over what the system calls its locale, `en-US@posix` say. */
function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

const LOCALE = localeOf(globalThis.navigator?.languages ?? []);

const formats = new Map<string, Intl.NumberFormat>();
function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.NumberFormat(LOCALE, options);
  formats.set(key, kept);
  return kept.format(value).replace('-', MINUS);
}
const digits = (places: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: places,
  maximumFractionDigits: places,
});

/** `412,380`. */
export const count = (value: number): string => format(value, { maximumFractionDigits: 0 });
/** `+1,871`. */
export const signedCount = (value: number): string =>
  format(value, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
/** A fraction as an uplift: `+4.1 %`. */
export const percent = (fraction: number, places = 1): string =>
  `${format(fraction * 100, { ...digits(places), signDisplay: 'exceptZero' })}${NO_BREAK}%`;
/** A fraction as a share: `29.7 %`. */
export const share = (fraction: number, places = 1): string => `${format(fraction * 100, digits(places))}${NO_BREAK}%`;
/** Per 1,000: `203.2`. */
export const per1000 = (rate: number): string => format(rate * 1000, digits(1));
export const signedPer1000 = (rate: number): string => format(rate * 1000, { ...digits(1), signDisplay: 'exceptZero' });
export const money = (value: number, currency: string): string => format(value, { style: 'currency', currency });
export const signedMoney = (value: number, currency: string): string =>
  format(value, { style: 'currency', currency, signDisplay: 'exceptZero' });
/** With as many digits as tell figures of this size apart: `0.0136`, `5.83`, `203`. */
export const figure = (value: number): string => format(value, { maximumSignificantDigits: 3 });
export const signedFigure = (value: number): string =>
  format(value, { maximumSignificantDigits: 2, signDisplay: 'exceptZero' });
/** Of log-odds and the like, which stand below each other: `+0.021`. */
export const signedPlaces = (value: number): string => format(value, { ...digits(3), signDisplay: 'exceptZero' });
/** `1.052`. */
export const factor = (value: number): string => format(value, digits(3));
/** Of a bar of length 1: `0.3524`. */
export const position = (value: number): string => format(value, digits(4));

/** English days are `17 Nov` as in the report's own words, and never twice in another order on one page. */
const DAYS_LOCALE = LOCALE.startsWith('en') ? 'en-GB' : LOCALE;

const dated = (options: Intl.DateTimeFormatOptions) => {
  const made = new Intl.DateTimeFormat(DAYS_LOCALE, { timeZone: 'UTC', ...options });
  return (iso: string): string => made.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
};
const short = dated({ day: 'numeric', month: 'short' });
const long = dated({ day: 'numeric', month: 'short', year: 'numeric' });
/** A local date of an agent: `17 Nov`, with its year where that is not the one beside it. */
export const day = (iso: string, besideYear = iso.slice(0, 4)): string =>
  iso.slice(0, 4) === besideYear ? short(iso) : long(iso);
export const dayWithYear = long;

/** `0.4 s`, `41 s`, `1:22` (minutes), `14:05 h`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.05) return `0${NO_BREAK}s`;
  if (seconds < 10) return `${format(seconds, digits(1))}${NO_BREAK}s`;
  if (seconds < 60) return `${Math.round(seconds)}${NO_BREAK}s`;
  const isLong = seconds >= 3600;
  const small = Math.round(isLong ? seconds / 60 : seconds);
  return `${Math.floor(small / 60)}:${String(small % 60).padStart(2, '0')}${isLong ? `${NO_BREAK}h` : ''}`;
}

export const clock = (at: Date): string =>
  new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' }).format(at);

/** `e337…df75`: ids are shown by their ends. */
export const shortId = (id: string): string => (id.length <= 12 ? id : `${id.slice(0, 4)}…${id.slice(-4)}`);
