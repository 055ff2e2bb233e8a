/**
 * The words that every step uses. Definitions for people stand in GLOSSARY.md; this file only gives them types.
 */

declare const brand: unique symbol;
/** A string that went through a constructor below, so that ids of different kinds cannot be mixed up. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** `agent` name: snake or kebab case slug, unique in a workspace. */
export type AgentName = Branded<'AgentName'>;
/** Keyed hash of a customer's external id: 32 lower-case hex characters (128 bits). Never the raw id. */
export type CustomerKey = Branded<'CustomerKey'>;
/** Keyed hash of (installation, agent, customer, day): 32 lower-case hex characters. */
export type DecisionId = Branded<'DecisionId'>;
/** Calendar date in the agent's time zone, `YYYY-MM-DD`. */
export type Day = Branded<'Day'>;
/** Milliseconds since 1970-01-01T00:00Z. Names of instants end in `At`. */
export type Instant = number;

/** A customer's sticky place in the experiment, in the order in which groups are shown everywhere. */
export const GROUPS = ['agent', 'random_control', 'business_as_usual', 'holdout'] as const;
export type Group = (typeof GROUPS)[number];

/** Groups whose customers receive decisions of this agent. */
export const DECIDED_GROUPS = ['agent', 'random_control'] as const satisfies readonly Group[];

/** The steps of a run, in order (one run per agent and local date). */
export const STEPS = ['intake', 'mature', 'learn', 'enrol', 'decide', 'plan', 'dispatch', 'measure'] as const;
export type Step = (typeof STEPS)[number];

export const asAgentName = (text: string): AgentName => text as AgentName;
export const asCustomerKey = (hex: string): CustomerKey => hex as CustomerKey;
export const asDecisionId = (hex: string): DecisionId => hex as DecisionId;
export const asDay = (text: string): Day => text as Day;
