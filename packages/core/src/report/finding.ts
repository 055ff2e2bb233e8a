/** The sentence at the top of the page, by rule. */
import type { Interval } from '../measure/index.ts';
import type { Group } from '../terms.ts';
import { formatCount, formatMeanDifference, formatTotalDifference, formatUplift, meanUnit } from './format.ts';
import type { Contrast, Finding } from './report.ts';
import type { ReportInput, ReportMetric } from './report-input.ts';
import { GROUP_PHRASES } from './words.ts';

/**
 * `contrasts`: primary first; the first one makes the finding. `doubted`: random control differs from itself. `caveat`: a
 * sentence that goes with it.
 */
export function buildFinding(
  input: ReportInput,
  contrasts: readonly Contrast[],
  { doubted, caveat }: { readonly doubted: boolean; readonly caveat: string | null },
): Finding {
  const [main] = contrasts;
  if (main === undefined) return nothingToCompare();
  switch (main.verdict) {
    case 'withheld':
      return withheld(input, main.reason ?? '');
    case 'too_early':
      return {
        verdict: 'too_early',
        sentence: `Too early to tell: ${main.reason}.`,
        figure: null,
        lead: 'An uplift is shown from 100 customers and 10 converters in each group on, and then only with its interval.',
      };
    default: {
      const finding = shown(input, main);
      const before = [...(doubted ? [DOUBT] : []), ...(caveat === null ? [] : [caveat])];
      return { ...finding, lead: [...before, finding.lead].join(' ') };
    }
  }
}

const DOUBT =
  'Do not believe this yet: random control differs from itself, so something other than chance and the agent makes differences.';

const nothingToCompare = (): Finding => ({
  verdict: 'withheld',
  sentence: 'The uplift is withheld: there is no other group to compare with.',
  figure: null,
  lead: 'Give a share of new customers to random_control in the agent file; customers already enrolled keep their group.',
});

const withheld = (input: ReportInput, reason: string): Finding => ({
  verdict: 'withheld',
  sentence: `The uplift is withheld: ${reason}.`,
  figure: null,
  lead: reason.startsWith('customers were lost') ? lost(input) : otherwise(reason),
});

/** Who left the exports, or was erased: what to do is another thing for each. */
function lost({ metric, missing, erased = {} }: ReportInput): string {
  const isSome = (counts: Readonly<Partial<Record<Group, number>>>): boolean =>
    Object.values(counts).some((count) => count > 0);
  const says = [
    isSome(missing)
      ? `Of one group more customers than of another are gone from the exports, so what they did since is not known. That happens when ${metric.label} take customers out of the segment. Give the agent a segment that success does not leave, or let an import or a feed tell of “${metric.event}” (fitly import events, or feeds: in fitly.yaml): these know of everybody, and the uplift comes back by itself.`
      : '',
    isSome(erased)
      ? 'More customers of one group than of another were erased: look for a reason that hangs on what they were sent.'
      : '',
    'Sending is not affected.',
  ];
  return says.filter((each) => each !== '').join(' ');
}

const otherwise = (reason: string): string =>
  reason.startsWith('group sizes')
    ? 'Customers were lost or gained by group, so no comparison means what it says. Common causes: only customers who were sent to are counted, merged identities, deletions in one group, a filter after assignment, a backfill. Sending is not affected.'
    : 'No number is shown for a comparison that is not valid. Sending is not affected.';

function shown(input: ReportInput, contrast: Contrast): Finding {
  const { metric } = input;
  const headline = contrast.relative ?? contrast.absolute!;
  const format = contrast.relative === null ? (v: number) => formatMeanDifference(metric, v) : formatUplift;
  const noun = contrast.relative === null ? meanUnit(metric) : metric.label;
  const figure = `${format(headline.estimate)} ${noun}`;
  const between = `between ${format(headline.low)} and ${format(headline.high)}`;
  const subject = contrast.treated === 'agent' ? 'The agent' : 'Random control';
  const control = GROUP_PHRASES[contrast.control];
  const sentence = {
    better: `${subject} beats ${control}: ${figure}, ${between}.`,
    worse: `${subject} does worse than ${control}: ${figure}, ${between}.`,
    unproven: `No difference from ${control} shown yet: ${figure}, ${between}.`,
  }[contrast.verdict as 'better' | 'worse' | 'unproven'];
  return { verdict: contrast.verdict, sentence, figure, lead: leadOf(input, contrast) };
}

function leadOf(input: ReportInput, contrast: Contrast): string {
  const { metric } = input;
  const perCustomer = gain(contrast.absolute!, metric, meanUnit(metric), (value) =>
    formatMeanDifference(metric, value),
  );
  const total = gain(contrast.increment!, metric, 'so far', (value) => formatTotalDifference(metric, value));
  const customers = input.days.at(-1)?.groups;
  const { adjustment } = contrast;
  const everybody = (customers?.[contrast.treated]?.n ?? 0) + (customers?.[contrast.control]?.n ?? 0);
  const n = adjustment === null ? everybody : adjustment.treated + adjustment.control;
  const parts = [
    `That is ${perCustomer}, and about ${total}.`,
    contrast.outlook === null ? '' : `${contrast.outlook}.`,
    `Counted over ${formatCount(n)} customers.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** `8.0 more … (1.8 to 14.2)` when the interval is on one side of 0, otherwise the three numbers with their signs. */
function gain({ estimate, low, high }: Interval, metric: ReportMetric, unit: string, signed: (v: number) => string) {
  const bare = (value: number) => signed(Math.abs(value)).replace('+', '');
  if (low > 0) return `${bare(estimate)} more ${unit} (${bare(low)} to ${bare(high)})`;
  const fewer = metric.currency === null ? 'fewer' : 'less';
  if (high < 0) return `${bare(estimate)} ${fewer} ${unit} (${bare(high)} to ${bare(low)})`;
  return `${signed(estimate)} ${unit} (${signed(low)} to ${signed(high)})`;
}
