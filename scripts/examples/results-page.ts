/** docs/guides/use-cases/results.md as text: a table of all examples and a section for each, and what was in it before. */

/** True worth per customer and day, in the example's currency. */
export interface Yards {
  readonly uniform: number;
  readonly bestFixed: number;
  readonly oracle: number;
}

interface ResultRow {
  readonly example: string;
  readonly days: number;
  readonly seed: string;
  /** Enrolled in all. */
  readonly customers: number;
  /** As the report says it: uplift with its interval, or why there is none. */
  readonly againstRandom: string;
  readonly againstHoldout: string;
  readonly currency: string | null;
  readonly yards: Yards;
}

export interface ExampleResult {
  readonly row: ResultRow;
  /** What `fitly report` prints. */
  readonly report: string;
}

const HEAD = `# What the use cases come to

<!-- Written by scripts/write-example-results.ts (npm run examples -- --write): no figure of this page is typed by hand. -->

Each example of \`examples/\` played with simulated customers: the agent file as it is, the whole product, a sandbox for Braze. The
uplifts are measured by the product, with 95 % intervals that hold on any day. The last three columns are the simulator's truth,
which the agent is never told: what one customer is worth a day when every choice is made by lot, when the one action that is
best for all is taken for all, and when everybody gets what is best for them. They count long-run behaviour without the
customers who have left, so they say how much there is to gain, not what a report must show.
`;

const TABLE = [
  '| example | customers | against random control | against holdout | by lot | best for all | best for each |',
  '|---|---|---|---|---|---|---|',
];

/** Sorted by name. */
export function resultsPage(results: readonly ExampleResult[]): string {
  const sorted = results.toSorted((a, b) => (a.row.example < b.row.example ? -1 : 1));
  return [HEAD, ...TABLE, ...sorted.map(({ row }) => tableRow(row)), '', ...sorted.map(section)].join('\n');
}

/** What a page of this kind holds; empty for any other text. */
export function resultsIn(page: string): ExampleResult[] {
  const sections = page.matchAll(/^<!-- result (\{.*\}) -->\n[\s\S]*?^```text\n([\s\S]*?)\n```$/gm);
  return Array.from(sections, ([, row = '', report = '']) => ({ row: JSON.parse(row) as ResultRow, report }));
}

/** Newer results take the place of those of the same example. */
export function withResults(old: readonly ExampleResult[], news: readonly ExampleResult[]): ExampleResult[] {
  const played = new Set(news.map(({ row }) => row.example));
  return [...old.filter(({ row }) => !played.has(row.example)), ...news];
}

const count = new Intl.NumberFormat('en-US');

function tableRow({ example, customers, againstRandom, againstHoldout, currency, yards }: ResultRow): string {
  const worth = (value: number): string => `${value.toFixed(4)}${currency === null ? '' : ` ${currency}`}`;
  const truth = [yards.uniform, yards.bestFixed, yards.oracle].map(worth);
  return `| ${[`[${example}](#${example})`, count.format(customers), againstRandom, againstHoldout, ...truth].join(' | ')} |`;
}

/** The comment holds the row, so that one example can be played again without the others. */
const section = ({ row, report }: ExampleResult): string =>
  [
    `## ${row.example}`,
    '',
    `<!-- result ${JSON.stringify(row)} -->`,
    '',
    `${count.format(row.customers)} customers, ${row.days} days, seed ${row.seed}: \`fitly demo --example ${row.example}\``,
    '',
    '```text',
    report,
    '```',
    '',
  ].join('\n');
