/** What happens to an option in mid-flight. Its id is a promise: everything learned and logged under it means this option. */
import type { Dimension, Option } from '../agent.ts';
import { type AgentChange, fieldChanges, type Verdict, type Verdicts } from './agent-change.ts';
import { listChanges } from './list-changes.ts';

export const optionChanges = (path: string, before: Dimension, now: Dimension): AgentChange[] =>
  listChanges<Option>({
    path: `${path}.options`,
    before: before.options,
    now: now.options,
    idOf: (option) => option.id,
    show: (option) => (option.state === 'active' ? option.label : `${option.label} (${option.state})`),
    added: (option) => ({
      effect: 'learning_kept',
      message:
        option.state === 'active'
          ? 'starts without experience and is tried from the next run on; what was learned about the others is kept'
          : `is known but not chosen while it is ${option.state}`,
    }),
    removed: () => ({
      effect: 'forbidden',
      message: 'put it back with state: retired, so that its past stays readable',
    }),
    changed: (at, was, is) => fieldChanges(at, was, is, VERDICTS),
    moved: { effect: 'learning_kept', message: 'the order is another one; what was learned moves with each option' },
  });

const nextRun = (message: string): Verdict => ({ effect: 'from_next_run', message });
/** The id stays and what it stands for does not. */
const anotherThing = (what: string): Verdict => ({
  effect: 'learning_partly_lost',
  message: `${what}; what was learned under this id was learned with the old one: if it is really another option, add a new id and retire this one`,
});

const VERDICTS: Verdicts<Option> = {
  id: null,
  label: { effect: 'none', message: 'reports show the new name' },
  values: anotherThing('what Braze is given for this option is another thing now'),
  hour: anotherThing('it is sent at another hour now'),
  everyDays: anotherThing('the customer is due again after another time now'),
  tags: nextRun('caps and rules that name tags see the new ones from the next run on'),
  cost: nextRun('decisions from the next run on count with the new cost'),
  validFrom: nextRun('it may be chosen from another day on; what was learned about it is kept'),
  validTo: nextRun('it may be chosen until another day; what was learned about it is kept'),
  requires: nextRun('it goes together with other options from the next run on'),
  state: (before, now) => stateVerdict(before.state, now.state),
  noSend: {
    effect: 'forbidden',
    message: 'an option that sends and one that sends nothing cannot share an id: retire it and add a new one',
  },
};

/** The wording is shared with ids that were retired in a version before the last. */
export const RETIRED_FOR_EVER: Verdict = {
  effect: 'forbidden',
  message: 'this id was retired, and ids are never reused: add the option again under a new id',
};

function stateVerdict(before: Option['state'], now: Option['state']): Verdict {
  if (before === 'retired') return RETIRED_FOR_EVER;
  if (now === 'retired') {
    return {
      effect: 'learning_kept',
      message: 'is not chosen any more, and this id never returns; what was learned about it is kept',
      irrevocable: true,
    };
  }
  return {
    effect: 'learning_kept',
    message:
      now === 'paused'
        ? 'is not chosen while it is paused; what was learned about it is kept'
        : 'is chosen again, with what was learned about it',
  };
}
