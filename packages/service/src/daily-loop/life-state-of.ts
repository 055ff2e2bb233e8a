/** The agent's life state as a fact of its run: what a replay of the day needs to come to the same decisions, or to none. */
import { LIFE_STATES, type LifeState } from '@fitly/core/design';
import { type Run, type Store, setRunFact } from '@fitly/store';

const FACT = 'life_state';

export const keepLifeState = (store: Store, { agent, day }: Run, state: LifeState): Promise<void> =>
  setRunFact(store.state.db, agent, day, FACT, state);

/** Runs from before there were states were runs of running agents. */
export function lifeStateOf({ facts }: Run): LifeState {
  return LIFE_STATES.find((state) => state === facts[FACT]) ?? 'running';
}
