/**
 * An agent as the product understands it: the domain form of an agent file, after parsing (`@fitly/contract`) and before
 * its meaning is checked (`validate.ts`). Every default has been filled in; money amounts are in `success.currency`.
 */
import type { MessageContent } from '../ports.ts';
import type { AgentName, Day, Group } from '../terms.ts';
import type { HistorySource } from './history.ts';

export interface Agent {
  readonly name: AgentName;
  readonly description: string;
  /** IANA zone: the agent's dates and its `schedule` are in this zone. */
  readonly timeZone: string;
  readonly schedule: Schedule;
  readonly audience: Audience;
  readonly success: SuccessMetric;
  readonly kpis: readonly Kpi[];
  readonly guardrails: readonly Guardrail[];
  /** They count in no KPI card and no trend; comparisons count all days. */
  readonly excludedDates: readonly Day[];
  /** Shares of new customers, each in [0, 1], summing to 1. */
  readonly groups: Readonly<Record<Group, number>>;
  readonly dimensions: readonly Dimension[];
  readonly constraints: Constraints;
  readonly context: readonly ContextAttribute[];
  readonly learning: Learning;
  readonly delivery: Delivery;
  readonly beforeSending: BeforeSending;
}

export interface Schedule {
  /** Local wall-clock time of the daily run, `HH:MM`. */
  readonly runAt: string;
  /** A customer is due once per this many days; the day within the period is spread by hash. 1 = every day. */
  readonly everyDays: number;
}

export interface Audience {
  /** Braze segments; a customer is in the audience when in any of `anyOf` (or in all of `allOf`) and in none of `noneOf`. */
  readonly segments: {
    readonly anyOf: readonly string[];
    readonly allOf: readonly string[];
    readonly noneOf: readonly string[];
  };
  /** CEL rule over context attributes. */
  readonly rule: string | null;
}

export interface SuccessMetric {
  /** Name of the Braze custom event, or the reserved word `purchase`. */
  readonly event: string;
  /** What one event is worth: `1` (count), `amount`, or a CEL expression. */
  readonly value: string;
  /** What an imported event carries besides its instant and `amount`; a value expression may use these and no others. */
  readonly fields: readonly EventField[];
  /** ISO 4217, when `value` is money. */
  readonly currency: string | null;
  /** Days after the decision, half-open, in which outcomes count for the learner. */
  readonly horizonDays: number;
  /** Subtract the cost of the chosen options from the value. */
  readonly subtractCosts: boolean;
  /** Quantile in (0.5, 1] at which the pooled metric is capped, or null for none. */
  readonly winsorQuantile: number | null;
  /** Which outcomes belong to which decision; serves learning only. */
  readonly attribution: 'last_decision' | 'direct' | 'all_in_window';
}

export interface EventField {
  readonly name: string;
  readonly type: EventFieldType;
}
export const EVENT_FIELD_TYPES = ['number', 'text', 'boolean'] as const;
export type EventFieldType = (typeof EVENT_FIELD_TYPES)[number];

/** A figure that is reported and never learned from: a volume of events, or customers who did something, per something. */
export interface Kpi {
  readonly id: string;
  readonly label: string;
  /** The success event, one of `KPI_MESSAGE_EVENTS`, or an event that a feed tells of. */
  readonly event: string;
  /** What one event is worth: `1` or `amount`. */
  readonly value: string;
  readonly count: KpiCount;
  readonly per: 'customer' | 'send' | 'click';
}

/** `events`: each with its value; `customers_per_day`: each customer once a day; `customers`: each once in the time shown. */
export const KPI_COUNTS = ['events', 'customers_per_day', 'customers'] as const;
export type KpiCount = (typeof KPI_COUNTS)[number];

/** What a guardrail compares the agent with; `absolute`: with nobody, its limit is a rate. */
export const GUARDRAIL_REFERENCES = ['random_control', 'business_as_usual', 'absolute'] as const;
export type GuardrailReference = (typeof GUARDRAIL_REFERENCES)[number];

export interface Guardrail {
  readonly id: string;
  readonly event: string;
  readonly per: 'customer' | 'send';
  readonly against: GuardrailReference;
  /** Largest acceptable relative increase over the group of `against`, e.g. 0.1 for +10 %; `absolute`: the largest acceptable rate. */
  readonly limit: number;
  readonly then: 'alert' | 'pause';
}

export const DIMENSION_KINDS = [
  'template',
  'content',
  'offer',
  'channel',
  'send_hour',
  'send_day',
  'frequency',
  'custom',
] as const;
export type DimensionKind = (typeof DIMENSION_KINDS)[number];

export interface Dimension {
  readonly id: string;
  readonly label: string;
  readonly kind: DimensionKind;
  readonly options: readonly Option[];
}

export interface Option {
  /** Unique within the dimension, never reused. */
  readonly id: string;
  readonly label: string;
  /** What is passed to Braze as trigger properties for this option. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** `send_hour`: local hour 0–23. */
  readonly hour: number | null;
  /** `frequency`: days until the customer is due again. */
  readonly everyDays: number | null;
  readonly tags: readonly string[];
  /** Cost of one use, in `success.currency`. */
  readonly cost: number;
  readonly validFrom: Day | null;
  readonly validTo: Day | null;
  /** Options of other dimensions that must be chosen with this one: `dimension: [option, …]`. */
  readonly requires: Readonly<Record<string, readonly string[]>>;
  /** `paused` and `retired` options are not chosen, but keep what was learned. */
  readonly state: 'active' | 'paused' | 'retired';
  /** This option means that nothing is sent. */
  readonly noSend: boolean;
}

export interface Constraints {
  readonly rules: readonly Rule[];
  readonly caps: readonly Cap[];
  readonly budgets: readonly Budget[];
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  readonly quietDays: readonly Weekday[];
  readonly blackoutDates: readonly Day[];
}
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

export interface Rule {
  readonly id: string;
  /** CEL over `customer.*` and `action.*`; true means that the action is refused. */
  readonly denyWhen: string;
  readonly reason: string;
}

export interface Cap {
  readonly per: 'message' | 'agent' | 'all_agents';
  readonly max: number;
  readonly days: number;
  readonly window: 'rolling' | 'calendar';
}

export interface Budget {
  /** `dimension: option` that is limited; empty = every send. */
  readonly option: { readonly dimension: string; readonly option: string } | null;
  readonly maxPerDay: number | null;
  readonly maxTotal: number | null;
  readonly unit: 'sends' | 'cost';
}

export const ATTRIBUTE_TYPES = ['number', 'category', 'boolean'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export interface ContextAttribute {
  /** Name of the custom attribute (or of an allowed profile field) in Braze. Nothing else ever reaches the disk. */
  readonly attribute: string;
  readonly type: AttributeType;
  /** Applied to numbers before they are standardised. */
  readonly transform: 'none' | 'log1p';
  /** Categories kept apart; the rest become "other". */
  readonly topK: number;
  /** What happens to values that look personal: set aside, or kept because a person says that they are not. */
  readonly pii: PiiHandling;
  /** Computed from the agent's own log; null: brought by exports or imports. */
  readonly history: HistorySource | null;
}

export const PII_HANDLING = ['quarantine', 'confirmed_not_personal'] as const;
export type PiiHandling = (typeof PII_HANDLING)[number];

export const POLICY_NAMES = [
  'logistic',
  'funnel',
  'linear_thompson',
  'beta_thompson',
  'epsilon_greedy',
  'inverse_gap',
  'fixed',
  'uniform',
  'custom',
] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

export interface Learning {
  /**
   * `logistic` and `beta_thompson` where success counts events (`countsEvents`); `funnel` where earlier events lead to it, and
   * what it is worth does not depend on what was chosen; the others take any number; `fixed` and `uniform` choose without
   * learning; `custom` is a file of the user's.
   */
  readonly policy: PolicyName;
  /** Posterior draws stored per policy version (M). */
  readonly draws: number;
  /** Scale of the draws' spread around the posterior mean: 0 = greedy, 1 = plain Thompson sampling. */
  readonly temper: number;
  /** ε: share of probability spread over the neighbours of each winner, in [0, 0.5]. */
  readonly floor: number;
  /** Days after which an old observation counts half; null = never forget. */
  readonly halfLifeDays: number | null;
  /** `epsilon_greedy`: share of choices that are drawn from all eligible actions alike, in [0, 1]. */
  readonly epsilon: number;
  /** `inverse_gap`: how steeply probability falls with the distance from the best action, per standard deviation of the reward. */
  readonly gamma: number;
  /** `fixed`: the option of each dimension. Empty with any other policy. */
  readonly action: Readonly<Record<string, string>>;
  /** `custom`: the file, as seen from the workspace folder. Null with any other policy. */
  readonly file: string | null;
  /**
   * `funnel`: events on the way to the success event, the most frequent first: opens and clicks of messages
   * (`ENGAGEMENT_EVENTS`), or names of events. Empty with any other policy.
   */
  readonly funnel: readonly string[];
  /** `logistic`: the agent of this workspace, or the log, with whose knowledge the first run begins; null: with none. */
  readonly startFrom: AgentName | StartLog | null;
}

/** A log of decisions that somebody else made, with which an agent begins. Names of columns are as the file has them. */
export interface StartLog {
  /** CSV, JSONL or Parquet, as seen from the workspace folder. */
  readonly log: string;
  /** Above 0 is a success. */
  readonly reward: string;
  /** A column, or the probability that every decision was drawn with; null: nobody wrote it down, so it is estimated. */
  readonly propensity: string | number | null;
  /** Column of each dimension, whose cells are ids of options; empty: columns named as dimensions are. */
  readonly action: Readonly<Record<string, string>>;
  /** Column of each attribute of the context; empty: columns named as attributes are. */
  readonly context: Readonly<Record<string, string>>;
  /** Columns by which was chosen and that are not in the context. */
  readonly adjustFor: readonly string[];
  /** Column of the day; null: rows of one day are not told from those of another. */
  readonly day: string | null;
}

/** As an agent learns when its file says nothing but which policy. */
export const LEARNING_DEFAULTS: Omit<Learning, 'policy'> = {
  draws: 64,
  temper: 0.25,
  floor: 0.02,
  halfLifeDays: null,
  epsilon: 0.1,
  gamma: 1000,
  action: {},
  file: null,
  funnel: [],
  startFrom: null,
};

export type DeliveryMode = 'campaign' | 'canvas' | 'message' | 'file' | 'api';
export const FILE_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
export interface Delivery {
  readonly mode: DeliveryMode;
  /** Name of a connection of the workspace. */
  readonly connection: string;
  /**
   * Campaign or canvas (mode `message`: `CAMPAIGN/VARIATION`) for each option of the `template` dimension; `default` when
   * there is no such dimension.
   */
  readonly ids: Readonly<Record<string, string>>;
  /** Mode `message`: channel, and what all messages have in common; the values of the chosen options are added. */
  readonly message: MessageContent | null;
  /** Trigger properties that the template expects: checked against the options' `values`. */
  readonly placeholders: readonly string[];
  /** Ask Braze afterwards whether a doubtful send was accepted (costs one data point a send). Null: not stated. */
  readonly readBack: boolean | null;
  /** Write each customer's group to their profile in Braze (one data point each, when they are enrolled). */
  readonly mirrorGroups: boolean;
  /** Write the chosen option of each dimension to the profile, with each decision that changes it (one data point each). */
  readonly mirrorOptions: boolean;
  /** Mode `file`: form of the recommendation file. */
  readonly format: FileFormat;
  /**
   * Modes `file` and `api`: how it is known that a decision was acted on. `import`: an import or an activation says so, and
   * only those decisions train; `assumed`: every one that was handed out counts. Null: not stated, which these modes do not accept.
   */
  readonly activation: 'import' | 'assumed' | null;
  /** Zone for customers who have none or an unknown one. */
  readonly fallbackTimeZone: string;
}

/** `stop`: nothing of the day is sent until a person says so; `off`: it is not looked at. */
export const BEFORE_SENDING_ACTIONS = ['stop', 'alert', 'off'] as const;
type BeforeSendingAction = (typeof BEFORE_SENDING_ACTIONS)[number];

/** What is looked at between planning and sending. */
export interface BeforeSending {
  /** Many more or many fewer messages than on the last sending days. */
  readonly volume: BeforeSendingAction;
  /** A feed that the agent needs is overdue. */
  readonly feeds: BeforeSendingAction;
  /** An attribute has drifted, is missing or looks personal, since today. `alert`: told after the run. */
  readonly attributes: BeforeSendingAction;
}
