/** Where the difference comes from: the metric of agent and control, and the factors whose product it is. */
import type { Report } from '@fitly/contract/api';
import { factor, figure, percent } from '../../numbers/format.ts';
import { capital, text } from '../../texts/text.ts';

export interface DriverBox {
  readonly label: string;
  readonly agent: string;
  readonly control: string;
  /** Agent over control; null over 0. */
  readonly ratio: number | null;
  readonly change: string;
}

interface DriverView {
  readonly top: DriverBox;
  readonly factors: readonly DriverBox[];
  /** `1.197 × 0.952 = 1.140`; null where a factor is over 0. */
  readonly product: string | null;
}

/** Null where either side has no factors. */
export function driverView({ performance, metric }: Report): DriverView | null {
  const of = (group: string) => performance?.drivers.find((each) => each.group === group);
  const [agent, control] = [of('agent'), of('random_control')];
  if (agent === undefined || control === undefined || agent.factors.length === 0 || control.factors.length === 0)
    return null;
  const top = box(capital(text('perCustomer', { metric: metric.label })), agent.value, control.value);
  const factors = agent.factors.map(({ label, value }, at) =>
    box(capital(label), value, control.factors[at]?.value ?? 0),
  );
  const ratios = factors.map(({ ratio }) => ratio);
  const isWhole = top.ratio !== null && ratios.every((ratio) => ratio !== null);
  const product = isWhole
    ? text('driversOut', {
        factors: ratios.map((ratio) => factor(ratio ?? 0)).join(' × '),
        total: factor(top.ratio ?? 0),
      })
    : null;
  return { top, factors, product };
}

function box(label: string, agent: number, control: number): DriverBox {
  const ratio = control === 0 ? null : agent / control;
  return {
    ...{ label, agent: figure(agent), control: figure(control), ratio },
    change: ratio === null ? text('none') : percent(ratio - 1),
  };
}
