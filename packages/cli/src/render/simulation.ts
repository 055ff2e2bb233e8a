/** A simulated agent for the terminal: the learning curve, what it is worth, and reality beside it. */
import type { OverWorlds, RealGroup, SimulatedAgent } from '@fitly/service';
import { styled } from '../terminal.ts';
import { table } from './table.ts';
import { withMinus } from './with-minus.ts';

const count = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function renderSimulation(simulated: SimulatedAgent, color: boolean): string[] {
  const { agent, policy, weeks, worlds, actions } = simulated;
  return [
    `${styled(agent, 'bold', color)}  policy ${policy}, ${actions} actions, ${weeks} weeks in ${worlds} simulated world${worlds === 1 ? '' : 's'} (seed ${simulated.seed})`,
    audienceLine(simulated),
    rateLine(simulated),
    ...beginningLine(simulated, color),
    '',
    styled(`Reward per ${worthUnit(simulated)}`, 'bold', color),
    ...curve(simulated),
    '',
    ...whole(simulated),
    shownLine(simulated),
    volumeLine(simulated),
    ...realityLines(simulated, color),
  ];
}

const SOURCES = {
  enrolled: 'customers of the newest run’s audience',
  imported: 'customers of whom imported files tell',
  earlier: 'customers of the agent that it begins with',
  drawn: 'customers drawn from the agent file, since nobody is known yet (--set customers=N for another number)',
};

function audienceLine({ audience }: SimulatedAgent): string {
  const { source, known, played } = audience;
  const part =
    known !== null && known > played
      ? ` of ${count.format(known)}; with all of them it learns faster (--set customers=${known})`
      : '';
  return `${count.format(played)} ${SOURCES[source]}${part}`;
}

const rateLine = ({ parameters, isCalibrated }: SimulatedAgent): string =>
  isCalibrated
    ? `By lot ${percent(parameters.baseRate)} of decisions succeed, as in random control so far`
    : `By lot ${percent(parameters.baseRate)} of decisions succeed (--set baseRate=…)`;

function beginningLine({ begins, beginsWithout }: SimulatedAgent, color: boolean): string[] {
  if (beginsWithout !== null) {
    return [
      styled(
        `It begins with nothing here; with what it began cannot be read any more: ${beginsWithout}`,
        'yellow',
        color,
      ),
    ];
  }
  return begins === null
    ? []
    : [
        `It begins with ${begins.with}, which holds here for ${percent(begins.holds)} of the options (--set startHolds=0 … 1)`,
      ];
}

function curve({ byWeek }: SimulatedAgent): string[] {
  const rows = byWeek.map((each) => [
    String(each.week),
    number(each.policy.mean),
    number(each.byLot.mean),
    number(each.fixedChoice.mean),
    each.testThenCommit === null ? '—' : number(each.testThenCommit.mean),
    number(each.oracle.mean),
    each.share === null ? 'nothing to gain' : interval(each.share, share),
    bar(each.share?.mean ?? 0),
    each.uplift === null ? 'too early' : interval(each.uplift, percent),
  ]);
  return table(
    ['week', 'agent', 'by lot', 'best fixed', 'A/B test', 'oracle', 'share of the way', '', 'uplift so far'],
    rows,
  )
    .split('\n')
    .map((line) => `  ${line}`);
}

const BAR = 20;
/** From choosing by lot (empty) to knowing everything (full). */
function bar(value: number): string {
  const full = Math.round(Math.min(1, Math.max(0, value)) * BAR);
  return '█'.repeat(full) + '·'.repeat(BAR - full);
}

/** Such as `decision`, or `3 days of a customer` where the frequency is chosen. */
export const worthUnit = ({ worthOf }: Pick<SimulatedAgent, 'worthOf'>): string =>
  worthOf.isDecision ? 'decision' : `${worthOf.days} day${worthOf.days === 1 ? '' : 's'} of a customer`;

function whole(simulated: SimulatedAgent): string[] {
  const { whole: worth, regret } = simulated;
  const more = (other: OverWorlds): string => signedPercent(worth.policy.mean / other.mean - 1);
  const rewards = (missed: OverWorlds): string => interval(missed, rewardCount);
  const [tested, missed] = [worth.testThenCommit, regret.testThenCommit];
  return [
    `Over the whole time it earns ${number(worth.policy.mean)} per ${worthUnit(simulated)}: ${more(worth.byLot)} against choosing by lot,${tested === null ? '' : ` ${more(tested)} against an A/B test,`}`,
    `${more(worth.fixedChoice)} against the best fixed choice, which nobody knows beforehand.`,
    `It misses ${rewards(regret.oracle)} rewards against knowing everything (regret)${missed === null ? '' : `; against the A/B test ${rewards(missed)}`};`,
    `against the best fixed choice ${rewards(regret.fixedChoice)} (below zero: it earns more).`,
    testLine(simulated),
  ];
}

const testLine = ({ test, weeks }: SimulatedAgent): string =>
  test === null
    ? `An A/B test of a quarter of the time does not fit into ${weeks} weeks: its outcomes are known too late (--weeks for a longer time).`
    : `The A/B test: the first ${test.testDays} days by lot; their outcomes are known on day ${test.commitDay}, and then everybody gets the winners.`;

function shownLine({ shownAfterDays, weeks, worlds }: SimulatedAgent): string {
  const shown = shownAfterDays.filter((days) => days !== null).sort((a, b) => a - b);
  if (shown.length === 0) {
    return `The report could not show an uplift over random control within ${weeks} weeks: let it run longer, or give random control a larger share.`;
  }
  const days = shown.length === 1 ? `after ${shown[0]} days` : `after ${shown[0]} to ${shown.at(-1)} days`;
  return `The report can show the uplift over random control ${days}, in ${shown.length} of ${worlds} world${worlds === 1 ? '' : 's'}.`;
}

function volumeLine({ decisions, sends, cost }: SimulatedAgent): string {
  const costs = cost.mean === 0 ? '' : `, options that cost ${count.format(cost.mean)}`;
  return `${count.format(decisions.mean)} decisions of the agent’s group, ${count.format(sends.mean)} messages with random control’s${costs}.`;
}

function realityLines(simulated: SimulatedAgent, color: boolean): string[] {
  const { reality, byWeek } = simulated;
  if (reality === null) return [];
  const rows = reality.byWeek.map(({ week, agent, randomControl }) => {
    const forecast = byWeek[week - 1];
    const foreseen = (worth: OverWorlds | undefined): string => (worth === undefined ? '—' : interval(worth, number));
    const real = ({ mean, low, high }: RealGroup): string =>
      mean === null ? '—' : interval({ mean, low, high }, number);
    return [
      String(week),
      foreseen(forecast?.policy),
      agent === null ? 'withheld' : real(agent),
      foreseen(forecast?.byLot),
      real(randomControl),
      agent === null ? '' : count.format(agent.decisions),
    ];
  });
  const heads = ['week', 'forecast', 'agent', 'forecast by lot', 'random control', 'agent’s decisions'];
  const isWithheld = reality.byWeek.some(({ agent }) => agent === null);
  return [
    '',
    styled(
      `Beside reality, since ${reality.firstDay} (reward per ${worthUnit(simulated)}, of decisions whose outcome is known)`,
      'bold',
      color,
    ),
    ...table(heads, rows)
      .split('\n')
      .map((line) => `  ${line}`),
    'In brackets 95 %: of forecasts over worlds, of reality by customers, for one look. Whether the agent is better, the report says.',
    ...(isWithheld
      ? ['Withheld as in the report, which says why: beside random control the mean would tell the uplift.']
      : []),
  ];
}

const number = (value: number): string => withMinus(String(Number(value.toPrecision(4))));
const percent = (value: number): string => withMinus(`${Number((100 * value).toPrecision(3))} %`);
const share = (value: number): string => withMinus(value.toFixed(2));
const rewardCount = (value: number): string => withMinus(count.format(value));
const signedPercent = (value: number): string =>
  withMinus(`${value < 0 ? '-' : '+'}${Number((100 * Math.abs(value)).toPrecision(3))} %`);

const interval = ({ mean, low, high }: OverWorlds, format: (value: number) => string): string =>
  low === null || high === null ? format(mean) : `${format(mean)} (${format(low)} to ${format(high)})`;
