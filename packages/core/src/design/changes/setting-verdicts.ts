/** What it means when one of the agent's settings is changed: one verdict per field, none left out. */
import type { Agent, Learning } from '../agent.ts';
import type { Verdict, Verdicts } from './agent-change.ts';

export const nextRun = (message: string): Verdict => ({ effect: 'from_next_run', message });
const forbidden = (message: string): Verdict => ({ effect: 'forbidden', message });

export const NAME = forbidden('an agent with another name is another agent: copy the file instead');
export const DESCRIPTION: Verdict = { effect: 'none', message: 'words only' };
export const TIME_ZONE = nextRun('dates and the time of the run are those of the new zone from the next run on');
export const EXCLUDED_DATES = nextRun(
  'key figures and trends are told without these days from the next run on; comparisons count all days as before',
);
export const GROUPS_CHANGED: Verdict = {
  effect: 'new_epoch',
  message:
    'applies to new customers only: everyone who is enrolled stays in their group; a new allocation epoch begins',
};

export const SCHEDULE: Verdicts<Agent['schedule']> = {
  runAt: nextRun('runs begin at another time of the day'),
  everyDays: nextRun(
    'everybody gets another day: at the change some are due again sooner than before and some later; what was learned is kept',
  ),
};

const WHO = nextRun(
  'who comes in is enrolled as a new customer; who falls out gets nothing more and stays in their group and in the figures',
);

export const AUDIENCE: Verdicts<Agent['audience']> = { segments: WHO, rule: WHO };

const ANOTHER_METRIC = forbidden('give an agent with another metric another name');

export const SUCCESS: Verdicts<Agent['success']> = {
  event: ANOTHER_METRIC,
  value: ANOTHER_METRIC,
  fields: nextRun('events that are read from now on carry these fields; what one is worth stays the same'),
  currency: ANOTHER_METRIC,
  horizonDays: forbidden(
    'outcomes of before and after would count over different times: give an agent with another horizon another name',
  ),
  subtractCosts: ANOTHER_METRIC,
  winsorQuantile: forbidden('a cap that is moved after looking makes the figures worthless: put it back'),
  attribution: forbidden('rewards of before and after would mean different things: give the agent another name'),
};

export const CONSTRAINTS: Verdicts<Agent['constraints']> = {
  rules: nextRun('who may get what is decided by the new rules from the next run on'),
  caps: nextRun('the new caps hold from the next run on'),
  budgets: nextRun('the new budgets hold from the next run on'),
  quietHours: nextRun('the new quiet hours hold from the next run on; what is planned already goes out as planned'),
  quietDays: nextRun('the new quiet days hold from the next run on; what is planned already goes out as planned'),
  blackoutDates: nextRun('the new dates hold from the next run on; what is planned already goes out as planned'),
};

const NEXT_POLICY = 'what was learned is kept; it applies with the next policy version, made when decisions mature';

const beginsAnew = (message: string): Verdict => ({ effect: 'learning_partly_lost', message });

export const LEARNING: Verdicts<Learning> = {
  policy: (before, now) => {
    if (before.policy === 'custom' || now.policy === 'custom') {
      return beginsAnew(
        'a policy of your own and a built-in one cannot read what the other has learned: it begins anew',
      );
    }
    if (before.policy === 'funnel' || now.policy === 'funnel') {
      return beginsAnew('a funnel learns stage by stage, which no other policy can read or tell: it begins anew');
    }
    return nextRun(
      'what was learned goes over as nearly as the other policy can hold it; it applies with the next policy version, made when decisions mature',
    );
  },
  draws: nextRun(NEXT_POLICY),
  temper: nextRun(NEXT_POLICY),
  floor: nextRun(NEXT_POLICY),
  epsilon: nextRun(NEXT_POLICY),
  gamma: nextRun(NEXT_POLICY),
  action: nextRun(NEXT_POLICY),
  funnel: beginsAnew('each stage is learned among those who passed the one before: with other stages it begins anew'),
  startFrom: forbidden('how an agent began is over: put it back, or give the agent another name'),
  file: nextRun('what the file before had learned is handed to the new one, which must understand it'),
  halfLifeDays: (before, now) => {
    const sooner = now.halfLifeDays !== null && now.halfLifeDays < (before.halfLifeDays ?? Number.POSITIVE_INFINITY);
    return sooner
      ? { effect: 'learning_partly_lost', message: 'what was learned is forgotten sooner, beginning with the next run' }
      : nextRun('what was learned is forgotten more slowly; what is forgotten already does not return');
  },
};

export const DELIVERY: Verdicts<Agent['delivery']> = {
  mode: (before, now) =>
    (before.mode === 'api') === (now.mode === 'api')
      ? nextRun('messages go out another way; what was learned is kept')
      : {
          effect: 'forbidden',
          message:
            'decisions on request belong to other days than those of a run: give the agent another name, and let it start from this one',
        },
  connection: nextRun('messages go out through another connection; what was learned is kept'),
  ids: (before, now) =>
    Object.entries(before.ids).every(([option, id]) => now.ids[option] === id)
      ? nextRun('the new options have their campaigns; all others go out as before')
      : nextRun(
          'messages go out through other campaigns; what was learned with the old ones stays with the same option',
        ),
  message: nextRun('messages look different from the next run on; what was learned is kept'),
  placeholders: nextRun('the options are checked against the new placeholders'),
  readBack: nextRun('doubtful sends of later runs are treated the new way'),
  mirrorGroups: (_before, now) =>
    nextRun(
      now.mirrorGroups
        ? 'the next run writes the group of everyone enrolled so far to Braze: one data point each'
        : 'groups of new customers are not written any more; those that were written stay on the profiles',
    ),
  mirrorOptions: (_before, now) =>
    nextRun(
      now.mirrorOptions
        ? 'what is chosen from now on is written to Braze: a data point for each dimension that changes'
        : 'choices are not written any more; those that were written stay on the profiles',
    ),
  format: nextRun('recommendation files are written in the new format'),
  activation: nextRun('which later recommendations train is decided the new way; those of before stay as they were'),
  fallbackTimeZone: nextRun('customers without a zone of their own get their messages by the new zone'),
};

const LOOKED_AT = nextRun(
  'the next run is looked at the new way before it sends; a run that has planned stays as it is',
);

export const BEFORE_SENDING: Verdicts<Agent['beforeSending']> = {
  volume: LOOKED_AT,
  feeds: LOOKED_AT,
  attributes: LOOKED_AT,
};
