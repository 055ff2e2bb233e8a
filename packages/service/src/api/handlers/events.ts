import { MOST_EVENTS, type Operation } from '@fitly/contract/api';
import type { PostedResult } from '../../feeds/rest/posted-events.ts';
import type { Handlers } from '../handler.ts';
import { RequestProblem } from '../problem-of.ts';

const resultOnTheWire = (posted: PostedResult) =>
  posted.result === 'set_aside'
    ? { result: posted.result, reason: posted.reason, shape: posted.shape ?? null }
    : { result: posted.result, reason: null, shape: null };

export const eventHandlers: Handlers<Extract<Operation, 'postEvents'>> = {
  async postEvents({ body: { feed, events: given } }, { events }) {
    if (given.length > MOST_EVENTS) throw tooMany(given.length);
    const results = await events.receive({ feed, events: given });
    const countOf = (wanted: PostedResult['result']): number =>
      results.filter(({ result }) => result === wanted).length;
    return {
      feed,
      ...{ accepted: countOf('accepted'), repeated: countOf('repeated') },
      ...{ setAside: countOf('set_aside'), notCounted: countOf('not_counted') },
      results: results.map(resultOnTheWire),
    };
  },
};

const tooMany = (given: number): RequestProblem =>
  new RequestProblem(
    'body_too_large',
    `the call carries ${given} events; expected at most ${MOST_EVENTS}`,
    'nothing was kept: make several calls of them',
  );
