import type { Operation } from '@fitly/contract/api';
import type { AnsweredCustomer } from '../../deciding/decision-desk.ts';
import type { Handlers } from '../handler.ts';
import { iso } from './iso.ts';

export const decideHandlers: Handlers<Extract<Operation, 'decide' | 'activate'>> = {
  async decide({ params: { agent }, body: { customers } }, { decisions }) {
    const asked = customers.map(({ customer, context }) => ({ externalId: customer, context }));
    const { day, results } = await decisions.decide({ agent, customers: asked });
    return { agent, day, results: results.map(answeredOnTheWire) };
  },
  async activate({ params: { agent }, body: { decisions: given } }, { decisions }) {
    const asked = given.map(({ decisionId, at }) => ({ decisionId, at: at === null ? null : Date.parse(at) }));
    const results = await decisions.activate(agent, asked);
    const countOf = (wanted: (typeof results)[number]): number => results.filter((each) => each === wanted).length;
    return {
      ...{ agent, activated: countOf('activated'), repeated: countOf('repeated'), unknown: countOf('unknown') },
      results: results.map((result, at) => ({ decisionId: given[at]!.decisionId, result })),
    };
  },
};

const answeredOnTheWire = ({ externalId, reason, group, decision }: AnsweredCustomer) => ({
  ...{ customer: externalId, reason: reason as Exclude<typeof reason, 'agent_running'>, group },
  decision:
    decision === null
      ? null
      : {
          ...{ decisionId: decision.decisionId, decidedAt: iso(decision.decidedAt), repeated: decision.isRepeated },
          ...{ policyVersion: decision.policyVersion, action: decision.action, properties: decision.properties },
          ...{ propensity: decision.propensity, because: [...decision.because] },
        },
});
