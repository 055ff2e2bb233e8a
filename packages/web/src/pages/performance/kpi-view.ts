/** The three figures under the sentence: the success metric with its interval, and two that describe. */
import type { Contrast, Group, KpiReport, Report } from '@fitly/contract/api';
import { figure, money, per1000, signedMoney, signedPer1000 } from '../../numbers/format.ts';
import { capital, text } from '../../texts/text.ts';

export interface KpiCard {
  readonly id: string;
  readonly title: string;
  readonly value: string;
  /** Of the control that the page is about; null where it has none. */
  readonly beside: string | null;
}

const MOST = 3;

/**
 * Since shares changed groups mix customers of different time, and their means may point the other way than the comparison, which
 * is made within epochs: its difference stands alone then.
 */
export function successCard(report: Report, { treated, control, absolute }: Contrast): KpiCard {
  const { label, currency } = report.metric;
  const meanOf = (group: Group): number | null =>
    report.groups.find((each) => each.group === group)?.outcome?.mean ?? null;
  const [ours, theirs] = [meanOf(treated), meanOf(control)];
  const show = (mean: number): string => (currency === null ? per1000(mean) : money(mean, currency));
  const named = {
    id: 'success',
    title: capital(text(currency === null ? 'per1000' : 'perCustomer', { metric: label })),
  };
  if (report.epochs.length > 1) {
    const signed = (value: number): string => (currency === null ? signedPer1000(value) : signedMoney(value, currency));
    return { ...named, value: absolute === null ? text('unknown') : signed(absolute.estimate), beside: null };
  }
  return {
    ...named,
    value: ours === null ? text('unknown') : show(ours),
    beside: theirs === null ? null : show(theirs),
  };
}

/** The declared figures first: what somebody wrote into the agent file is what they look for. */
export function otherCards({ performance, metric }: Report, { treated, control }: Contrast): KpiCard[] {
  const kpis = (performance?.kpis ?? []).filter(({ id, card }) => id !== 'metric_per_customer' && card.length > 0);
  const declaredFirst = kpis.toSorted((a, b) => Number(isBuiltIn(a)) - Number(isBuiltIn(b)));
  return declaredFirst.slice(0, MOST - 1).map((kpi) => {
    const { id, card } = kpi;
    const valueIn = (group: Group): number | null => card.find((each) => each.group === group)?.value ?? null;
    const { title, show } = shownKpi(kpi, metric);
    const [ours, theirs] = [valueIn(treated), valueIn(control)];
    return {
      ...{ id, title: capital(title) },
      value: ours === null ? text('none') : show(ours),
      beside: theirs === null ? null : show(theirs),
    };
  });
}

const isBuiltIn = ({ id }: KpiReport): boolean =>
  ['messages_per_customer', 'metric_per_message', 'metric_per_customer'].includes(id);

interface ShownKpi {
  readonly title: string;
  readonly show: (value: number) => string;
}

/** Rates of a customer and day are small numbers: they are told of 1,000. */
export function shownKpi({ id, label, isMoney }: KpiReport, { currency, label: metric }: Report['metric']): ShownKpi {
  if (isMoney && currency !== null) return { title: label, show: (value) => money(value, currency) };
  if (id === 'metric_per_customer') return { title: text('kpiMetric', { metric }), show: per1000 };
  if (id === 'messages_per_customer') return { title: text('kpiMessages'), show: per1000 };
  return { title: label, show: figure };
}
