import type { AnswerOf, Endpoints, Operation } from '@fitly/contract/api';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { EVERY_AGENT, type Halt, halt, haltsOf, release } from '../../sending/halt.ts';
import type { Desk, Handlers } from '../handler.ts';
import { iso } from './iso.ts';

type KillOperation = Extract<
  Operation,
  'readKillSwitch' | 'killAgent' | 'releaseAgent' | 'killEveryAgent' | 'releaseEveryAgent'
>;

function shown({ folder }: Desk['served']): AnswerOf<Endpoints['readKillSwitch']> {
  const { [EVERY_AGENT]: every, ...agents } = Object.fromEntries(haltsOf(folder));
  const pulled = ({ by, at, note }: Halt) => ({ by, at: iso(at), note });
  return {
    every: every === undefined ? null : pulled(every),
    agents: Object.entries(agents).map(([agent, each]) => ({ agent, ...pulled(each) })),
  };
}

async function kill(name: string, note: string | null, desk: Desk) {
  const { folder, now } = desk.served;
  desk.note({ object: objectOf(name), before: { killed: haltsOf(folder).has(name) }, after: { killed: true, note } });
  await halt(folder, name, { by: desk.by, at: now(), note });
  return shown(desk.served);
}

async function letGo(name: string, note: string | null, desk: Desk) {
  desk.note({ object: objectOf(name), after: { killed: false, note } });
  await release(desk.served.folder, name);
  return shown(desk.served);
}

const objectOf = (name: string): string => (name === EVERY_AGENT ? 'every agent' : `agent ${name}`);

export const killSwitchHandlers: Handlers<KillOperation> = {
  readKillSwitch: async (_input, { served }) => shown(served),
  killAgent: async ({ params, body }, desk) => {
    await desk.reading((workspace) => requireAgent(workspace, params.agent));
    return kill(params.agent, body.note, desk);
  },
  releaseAgent: ({ params, body }, desk) => letGo(params.agent, body.note, desk),
  // What stops everything opens nothing: it works beside a database that is damaged, too.
  killEveryAgent: ({ body }, desk) => kill(EVERY_AGENT, body.note, desk),
  releaseEveryAgent: ({ body }, desk) => letGo(EVERY_AGENT, body.note, desk),
};
