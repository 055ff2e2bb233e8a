/** The kill switch: nothing leaves any more, also of a run that is under way, until somebody lets it again. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { instant, NOTHING, note, ofAgent } from '../shared.ts';

const pulled = z.object({ by: z.string(), at: instant, note: z.string().nullable() });
const killSwitch = z
  .object({
    every: pulled.nullable().meta({ description: 'Who has stopped every agent; null: nobody.' }),
    agents: z.array(pulled.extend({ agent: z.string() })),
  })
  .meta({ id: 'KillSwitch', description: 'Who has stopped what, when and why.' });

const example = { by: 'Anna <anna@example.com>', at: '2026-02-01T06:00:00.000Z', note: 'wrong prices' };
const killed = { every: null, agents: [{ agent: 'winback', ...example }] };
const nobody = { every: null, agents: [] };
const body = z.strictObject({ note });

export const killSwitchEndpoints = {
  readKillSwitch: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/kill-switch', tag: 'Agents', summary: 'say what is stopped, by whom and why' },
    ...{ params: NOTHING, query: NOTHING, body: null, answer: killSwitch },
    ...{ problems: [], changes: false, etag: 'none' },
    example: { answer: killed },
  }),
  killAgent: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/agents/{agent}/kill', tag: 'Agents' },
    summary: 'send nothing more, within seconds, also in a run that is under way, until it is released',
    ...{ params: ofAgent, query: NOTHING, body, answer: killSwitch },
    ...{ problems: ['agent_unknown', 'disk_failed'], changes: false, etag: 'none' },
    example: { params: { agent: 'winback' }, body: { note: 'wrong prices' }, answer: killed },
  }),
  releaseAgent: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/agents/{agent}/release', tag: 'Agents' },
    summary: 'let an agent send again that was killed; what was not sent meanwhile stays unsent',
    ...{ params: ofAgent, query: NOTHING, body, answer: killSwitch },
    ...{ problems: ['agent_state_invalid', 'disk_failed'], changes: false, etag: 'none' },
    example: { params: { agent: 'winback' }, body: { note: 'prices are right' }, answer: nobody },
  }),
  killEveryAgent: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/kill-switch/kill', tag: 'Agents' },
    summary: 'send nothing more of any agent; works also where the database cannot be opened',
    ...{ params: NOTHING, query: NOTHING, body, answer: killSwitch },
    ...{ problems: ['disk_failed'], changes: false, etag: 'none' },
    example: { body: { note: 'wrong prices' }, answer: { every: example, agents: [] } },
  }),
  releaseEveryAgent: endpoint({
    needs: 'operate',
    ...{ method: 'POST', path: '/kill-switch/release', tag: 'Agents' },
    summary: 'take back what has stopped every agent; agents that were killed by name stay killed',
    ...{ params: NOTHING, query: NOTHING, body, answer: killSwitch },
    ...{ problems: ['agent_state_invalid', 'disk_failed'], changes: false, etag: 'none' },
    example: { body: { note: 'prices are right' }, answer: nobody },
  }),
};
