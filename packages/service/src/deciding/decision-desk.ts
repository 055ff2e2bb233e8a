/**
 * Takes calls that ask for decisions. Calls for one agent that come while a commit is under way share the next: each is answered
 * when its decisions are on the device. It needs no lock of the folder, so it goes on while a run works.
 */
import type { Agent } from '@fitly/core/design';
import { chosenValues } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import {
  type AgentName,
  asAgentName,
  asDecisionId,
  type CustomerKey,
  type Day,
  type DecisionId,
  type Group,
  type Instant,
} from '@fitly/core/terms';
import { customerKey, type RequestedDecision, type Store } from '@fitly/store';
import { keptOpen } from '../workspace/kept-open.ts';
import { clockOf, type ServedFolder, type Workspace } from '../workspace/workspace.ts';
import { decideRequests, type Outcome, Overtaken, type WithoutDecision } from './decide-requests.ts';
import { heldBy, type OpenDay, type OpenDays, openDays } from './open-day.ts';
import { type GivenContext, readContexts } from './request-context.ts';

interface DecideCall {
  readonly agent: string;
  readonly customers: readonly { readonly externalId: string; readonly context: GivenContext | null }[];
}

interface Answered {
  readonly day: Day;
  /** In the order of the call. */
  readonly results: readonly AnsweredCustomer[];
}

type AnswerReason =
  | 'chosen'
  | 'send_nothing'
  | 'no_eligible_action'
  | WithoutDecision
  | NonNullable<Awaited<ReturnType<typeof heldBy>>>;

export interface AnsweredCustomer {
  readonly externalId: string;
  readonly reason: AnswerReason;
  readonly group: Group | null;
  /** Null: nothing was decided. */
  readonly decision: AnsweredDecision | null;
}

interface AnsweredDecision {
  readonly decisionId: DecisionId;
  readonly decidedAt: Instant;
  /** It was made for an earlier call of the same day. */
  readonly isRepeated: boolean;
  readonly policyVersion: number;
  /** Dimension → option; null without an eligible action. */
  readonly action: Readonly<Record<string, string>> | null;
  /** Values of the chosen options; null where nothing is to be shown. */
  readonly properties: Readonly<Record<string, string | number | boolean>> | null;
  readonly propensity: number | null;
  /** Why actions were refused, where none was left. */
  readonly because: readonly string[];
}

export interface DecisionDesk {
  /** Throws `agent_unknown`, `not_on_request`, `context_invalid`. */
  decide(call: DecideCall): Promise<Answered>;
  /** What was shown or used. `at`: null: now. Throws `agent_unknown`, `not_on_request`. */
  activate(
    agent: string,
    given: readonly { readonly decisionId: string; readonly at: Instant | null }[],
  ): Promise<readonly ('activated' | 'repeated' | 'unknown')[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly call: DecideCall;
  resolve(answered: Answered): void;
  reject(error: unknown): void;
}

export function decisionDesk(folder: ServedFolder): DecisionDesk {
  const kept = keptOpen(folder, deskOf);
  let waiting: Waiting[] = [];
  let working: Promise<void> | null = null;
  let newest: Promise<unknown> = Promise.resolve();
  /** One after the other: the workspace may be opened anew, and closed, in between. */
  const inTurn = <T>(answer: () => Promise<T>): Promise<T> => {
    const own = newest.then(answer);
    newest = own.catch(() => {});
    return own;
  };
  const answerWaiting = async (): Promise<void> => {
    const desk = await kept.current().catch((error: unknown) => ({ error }));
    const calls = waiting;
    waiting = [];
    for (const own of Map.groupBy(calls, ({ call }) => call.agent).values()) {
      try {
        if ('error' in desk) throw desk.error;
        await answerAll(desk, own);
      } catch (error) {
        for (const one of own) one.reject(error);
      }
    }
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) await inTurn(answerWaiting);
    working = null;
  };
  return {
    decide: (call) =>
      new Promise((resolve, reject) => {
        waiting.push({ call, resolve, reject });
        working ??= work();
      }),
    activate: (agent, given) =>
      inTurn(async () => {
        const { store, days, now } = await kept.current();
        const { open, at } = await days.of(agent, now);
        const activated = given.map((one) => ({ decisionId: asDecisionId(one.decisionId), at: one.at ?? at }));
        return store.decisions.activate(open.agent.name, activated);
      }),
    async close() {
      await working;
      await inTurn(() => kept.close());
    },
  };
}

interface Desk {
  readonly store: Store;
  readonly days: OpenDays;
  readonly workspaceHoldout: number;
  now(agent: Agent): Promise<Instant>;
}

/** The clock of an agent is that of its connection: of a sandbox the virtual one. */
function deskOf(workspace: Workspace): Desk {
  const clocks = new Map<string, Clock>();
  return {
    ...{ store: workspace.store, days: openDays(workspace), workspaceHoldout: workspace.file.holdout },
    now({ delivery: { connection } }) {
      const clock = clocks.get(connection) ?? clockOf(workspace, connection);
      clocks.set(connection, clock);
      return clock.now();
    },
  };
}

const MOST_TRIES = 5;

/** All calls for one agent in one commit. */
async function answerAll(desk: Desk, calls: readonly Waiting[]): Promise<void> {
  const name = asAgentName(calls[0]!.call.agent);
  for (let tries = 1; ; tries++) {
    const { open, at } = await desk.days.of(name, desk.now);
    const read = calls.flatMap((each) => {
      try {
        const contexts = each.call.customers.map(({ context }) => context);
        return [{ each, contexts: readContexts(open.agent.context, contexts) }];
      } catch (error) {
        each.reject(error);
        return [];
      }
    });
    const held = await heldBy(desk.store, name);
    const asked = read.flatMap(({ each, contexts }) =>
      each.call.customers.map(({ externalId }, place) => ({ externalId, context: contexts[place]! })),
    );
    try {
      const outcomes = held === null ? await decideRequests({ ...desk, open, at }, asked) : null;
      for (const { each } of read) each.resolve(answerTo(desk.store, open, each.call, outcomes ?? held!));
      return;
    } catch (error) {
      if (!(error instanceof Overtaken) || tries === MOST_TRIES) throw overtakenTooOften(error, name);
    }
  }
}

const overtakenTooOften = (error: unknown, agent: AgentName): unknown =>
  error instanceof Overtaken
    ? new FitlyError('not_on_request', `the decision day of ${agent} changed while it was asked`, {
        next: `ask again; where a backup was put back without decisions.db: fitly run ${agent}, up to today`,
      })
    : error;

type Held = NonNullable<Awaited<ReturnType<typeof heldBy>>>;

function answerTo(
  store: Store,
  open: OpenDay,
  { customers }: DecideCall,
  outcomes: ReadonlyMap<CustomerKey, Outcome> | Held,
): Answered {
  return {
    day: open.day,
    results: customers.map(({ externalId }) => {
      if (typeof outcomes === 'string') return { externalId, reason: outcomes, group: null, decision: null };
      const outcome = outcomes.get(customerKey(store.keys, externalId))!;
      if (outcome.kind === 'none') return { externalId, reason: outcome.reason, group: outcome.group, decision: null };
      return { externalId, ...decidedAs(open.agent, outcome.decision, outcome.isRepeated) };
    }),
  };
}

function decidedAs(
  agent: Agent,
  { decisionId, decidedAt, row, because }: RequestedDecision,
  isRepeated: boolean,
): Omit<AnsweredCustomer, 'externalId'> {
  const options = Object.fromEntries(
    agent.dimensions.flatMap(({ id }) => {
      const option = row[`option_${id}`];
      return typeof option === 'string' ? [[id, option]] : [];
    }),
  );
  const isWithout = row['reason'] !== 'chosen';
  const sendsNothing = !isWithout && row['send_at'] === null;
  const propensity = row['propensity'];
  return {
    reason: isWithout ? 'no_eligible_action' : sendsNothing ? 'send_nothing' : 'chosen',
    group: String(row['group']) as Group,
    decision: {
      ...{ decisionId, decidedAt, isRepeated, because, policyVersion: Number(row['policy_version']) },
      action: isWithout ? null : options,
      properties: isWithout || sendsNothing ? null : chosenValues(agent, options),
      propensity: isWithout ? null : Number(propensity),
    },
  };
}
