/** The states of an agent's life, and the moves between them. */
import { LIFE_STATES } from '@fitly/core/design';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { instant, NOTHING, note, ofAgent } from '../shared.ts';

const state = z.enum(LIFE_STATES);

const moved = z
  .object({ from: state, state, at: instant, by: z.string().nullable(), note: z.string().nullable() })
  .meta({ id: 'MovedAgent' });

const OF_START = ['agent_file_invalid', 'folder_in_use', 'key_missing', 'sandbox_only'] as const;

/** A start checks the file and keeps it, which takes a turn of the folder; a pause and its end count at once, also beside a run. */
const move = <const M extends 'start' | 'pause' | 'resume'>(name: M, summary: string, to: 'running' | 'paused') =>
  endpoint({
    needs: 'launch',
    ...{ method: 'POST', path: `/agents/{agent}/${name}`, tag: 'Agents', summary },
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ note }), answer: moved },
    problems: ['agent_unknown', 'agent_state_invalid', ...(name === 'start' ? OF_START : [])],
    ...{ changes: true, etag: 'none' },
    example: {
      ...{ params: { agent: 'winback' }, body: { note: 'after the holidays' } },
      answer: { from: 'paused', state: to, at: '2026-02-01T06:00:00.000Z', by: 'api', note: 'after the holidays' },
    },
  });

export const lifeEndpoints = {
  startAgent: move('start', 'check a draft, keep it as version 1, and let it run from now on', 'running'),
  pauseAgent: move('pause', 'hold an agent: nothing is sent, what was sent is still measured', 'paused'),
  resumeAgent: move('resume', 'let a paused agent decide again', 'running'),
  stopAgent: endpoint({
    needs: 'launch',
    ...{ method: 'POST', path: '/agents/{agent}/stop', tag: 'Agents', summary: 'end an agent for good' },
    ...{ params: ofAgent, query: NOTHING, answer: moved },
    body: z.strictObject({
      note,
      final: z.literal(true).meta({ description: 'Said by whoever knows that this is final.' }),
    }),
    ...{ problems: ['agent_unknown', 'agent_state_invalid'], changes: true, etag: 'none' },
    example: {
      ...{ params: { agent: 'winback' }, body: { note: 'season over', final: true } },
      answer: { from: 'running', state: 'stopped', at: '2026-03-01T06:00:00.000Z', by: 'api', note: 'season over' },
    },
  }),
  readHistory: endpoint({
    needs: 'look',
    ...{
      method: 'GET',
      path: '/agents/{agent}/history',
      tag: 'Agents',
      summary: 'read who moved the agent to which state',
    },
    ...{ params: ofAgent, query: NOTHING, body: null },
    answer: z
      .object({
        state,
        states: z.array(z.object({ state, at: instant, by: z.string().nullable(), note: z.string().nullable() })),
      })
      .meta({ id: 'AgentHistory' }),
    ...{ problems: ['agent_unknown'], changes: false, etag: 'none' },
    example: {
      params: { agent: 'winback' },
      answer: { state: 'draft', states: [{ state: 'draft', at: '2026-01-05T09:00:00.000Z', by: 'mara', note: null }] },
    },
  }),
};
