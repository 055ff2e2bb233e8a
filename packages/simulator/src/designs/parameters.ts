/**
 * The worlds in which an agent's own design is played before it is launched. Nobody knows the effects of messages that were
 * never sent, so they are drawn: normal around zero with the deviations below, in log-odds (+0.10 is about 10 % more likely
 * while success is rare). What comes out holds for programmes in which the options differ that much; several worlds show
 * how far that depends on luck.
 */
export interface DesignParameters {
  readonly baseRate: number;
  readonly sendEffect: number;
  readonly main: number;
  readonly optionByFeature: number;
  readonly pair: number;
  readonly density: number;
  readonly product: number;
  readonly shared: number;
  readonly dayShock: number;
  readonly weekend: number;
  readonly season: number;
  readonly fatigue: number;
  readonly changeWeek: number;
  readonly changeShare: number;
  readonly delay: number;
  readonly bots: number;
  readonly stageRate: number;
  readonly stageMain: number;
  readonly startHolds: number;
  readonly amount: number;
  readonly correlation: number;
  readonly customers: number;
}

interface Parameter {
  readonly standard: number;
  readonly min: number;
  readonly max: number;
  /** One sentence, for --help and the reference. */
  readonly says: string;
}

/** Name → what it is when nothing is said, its range, and its meaning. */
export const DESIGN_PARAMETERS: { readonly [Name in keyof DesignParameters]: Parameter } = {
  baseRate: {
    standard: 0.04,
    min: 0.0001,
    max: 0.9,
    says: 'Share of decisions that succeed when everybody gets an action by lot, in the first week.',
  },
  sendEffect: { standard: 0.2, min: -5, max: 5, says: 'What sending anything adds, against sending nothing.' },
  main: {
    standard: 0.15,
    min: 0,
    max: 3,
    says: 'How much options differ for everybody: deviation of an option’s main effect.',
  },
  optionByFeature: {
    standard: 0.1,
    min: 0,
    max: 3,
    says: 'How much an option’s effect differs between customers: deviation by number of the context, where it does.',
  },
  pair: {
    standard: 0.05,
    min: 0,
    max: 3,
    says: 'Deviation of what two options do together beyond the sum of both, where they do.',
  },
  density: { standard: 0.25, min: 0, max: 1, says: 'Share of these effects that are not zero.' },
  product: {
    standard: 0.05,
    min: 0,
    max: 3,
    says: 'Deviation of each option’s effect by a product of two numbers, which no linear policy can represent.',
  },
  shared: {
    standard: 0.25,
    min: 0,
    max: 3,
    says: 'How much customers differ whatever is sent: deviation by number of the context.',
  },
  dayShock: { standard: 0.15, min: 0, max: 3, says: 'Deviation of what all decisions of a day have in common.' },
  weekend: { standard: 0, min: -3, max: 3, says: 'What a Saturday or Sunday adds.' },
  season: {
    standard: 0,
    min: -3,
    max: 3,
    says: 'What the season adds half a year after the launch; it comes and goes evenly.',
  },
  fatigue: { standard: 0.02, min: 0, max: 3, says: 'What each message of the last 28 days takes from the next one.' },
  changeWeek: {
    standard: 0,
    min: 0,
    max: 520,
    says: 'From this week on preferences are others; 0: they never change.',
  },
  changeShare: { standard: 0.5, min: 0, max: 1, says: 'Share of the options whose main effect is drawn anew then.' },
  delay: {
    standard: 0,
    min: 0,
    max: 365,
    says: 'Days after which a success comes on average, within the time of its decision; 0: evenly over it.',
  },
  bots: {
    standard: 0,
    min: 0,
    max: 0.5,
    says: 'Share of customers who are machines: nineteen of twenty messages “succeed”, whatever they are.',
  },
  stageRate: {
    standard: 0,
    min: 0,
    max: 0.99,
    says: 'Where the agent learns by a funnel: how often who passed a stage passes the next one; 0: all stages alike.',
  },
  stageMain: {
    standard: 0.05,
    min: 0,
    max: 3,
    says: 'How much options differ for everybody in each later stage of a funnel: deviation of an option’s main effect.',
  },
  startHolds: {
    standard: 0.5,
    min: 0,
    max: 1,
    says: 'Share of the options for which holds what the agent begins with (learning.startFrom), within its uncertainty; the others are drawn.',
  },
  amount: {
    standard: 50,
    min: 0,
    max: 1_000_000,
    says: 'What one success is worth on average where the agent learns amounts (exponentially distributed); 1 where it counts.',
  },
  correlation: {
    standard: 0,
    min: 0,
    max: 0.95,
    says: 'Between numbers and yes/no attributes of customers who are not known yet.',
  },
  customers: {
    standard: 20_000,
    min: 200,
    max: 1_000_000,
    says: 'Customers of an agent whose audience is not known yet; otherwise at most so many of it.',
  },
};

export const DESIGN_WORLD = Object.fromEntries(
  Object.entries(DESIGN_PARAMETERS).map(([name, { standard }]) => [name, standard]),
) as unknown as DesignParameters;
