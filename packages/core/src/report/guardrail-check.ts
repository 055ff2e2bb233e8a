/** The guardrails of the agent file, as one check: what must not rise, against the random control. */
import { FEWEST_EVENTS, GUARDRAIL_ALPHA } from '../measure/index.ts';
import { formatCount, formatShare } from './format.ts';
import type { Check } from './report.ts';
import type { GuardrailReading } from './report-input.ts';

/**
 * Empty without guardrails. An event that nothing tells of is never taken for one that does not happen. An alarm is told also while
 * the uplift is withheld, without the rates: harm is stopped first.
 */
export function guardrailCheck(readings: readonly GuardrailReading[], isWithheld: boolean): Check[] {
  if (readings.length === 0) return [];
  const named = (state: GuardrailReading['state']) => readings.filter((each) => each.state === state);
  const [alarms, untold, early] = [named('alarm'), named('not_known'), named('too_early')];
  const figures = { guardrails: readings.length, alarms: alarms.length };
  const detail = readings.map((reading) => inWords(reading, isWithheld)).join('; ');
  const list = (which: readonly GuardrailReading[]): string => which.map(({ id }) => id).join(', ');
  const of = (state: Check['state'], summary: string): Check[] => [
    { id: 'guardrails', state, summary, detail, figures },
  ];
  if (alarms.length > 0) return of('failed', `Guardrail alarm: ${list(alarms)}`);
  if (untold.length > 0) return of('not_known', `Guardrail: nothing tells of ${list(untold)}`);
  if (early.length > 0) return of('not_known', `Guardrails: too early for ${list(early)}`);
  return of('passed', 'Guardrails hold');
}

/** With whom a guardrail compares the agent, as the end of a sentence; null: with nobody. */
export function comparedWith({ against = 'random_control' }: Pick<GuardrailReading, 'against'>): string | null {
  const words = { random_control: 'random control', business_as_usual: 'business as usual', absolute: null } as const;
  return words[against];
}

/** Of a guardrail while the uplift is withheld. */
export const RATES_WITHHELD = 'rates are withheld with the uplift';

function inWords(reading: GuardrailReading, isWithheld: boolean): string {
  const { id, event, per, limit, state, agentRate, controlRate } = reading;
  if (state === 'not_known') return `${id}: no feed brings ${event}`;
  const rates = [agentRate, controlRate].map((rate) => (rate === null ? 'none' : formatShare(rate)));
  const control = comparedWith(reading);
  const compared = control === null ? '' : `, ${rates[1]} of ${control}`;
  const told = isWithheld ? `: ${RATES_WITHHELD}` : ` ${rates[0]} of the agent${compared}`;
  const what = `${id}: ${event} per ${per}${told}, limit ${control === null ? '' : '+'}${formatShare(limit)}`;
  if (state === 'too_early') return `${what}, fewer than ${formatCount(FEWEST_EVENTS)} events or no comparison yet`;
  return `${what}, one-sided sequence at ${formatShare(GUARDRAIL_ALPHA)}`;
}
