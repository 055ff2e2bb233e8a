import { parseAgentFile } from '@fitly/contract';
import type { Operation } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import { launchOf } from '../../reporting/launch.ts';
import { listUseCases } from '../../use-cases/use-cases.ts';
import type { Handlers } from '../handler.ts';

export const designHandlers: Handlers<Extract<Operation, 'listUseCases' | 'planLaunch'>> = {
  listUseCases: async () => ({ items: await listUseCases() }),
  planLaunch: ({ params, body: { yaml, customers, baseRate } }, { reading }) =>
    reading(async ({ store }) => {
      const parsed = parseAgentFile(yaml, `${params.agent}.yaml`);
      if (!parsed.ok) {
        throw new FitlyError('agent_file_invalid', `the text has ${parsed.issues.length} mistake(s)`, {
          issues: parsed.issues,
          next: 'correct what is named; a design with mistakes has no plan',
        });
      }
      const plan = await launchOf(parsed.agent, { customers, baseRate }, store);
      return { plan: plan === null ? null : onTheWire(plan) };
    }),
};

type Plan = NonNullable<Awaited<ReturnType<typeof launchOf>>>;

const onTheWire = ({ customers, baseline, groups, contrasts }: Plan) => ({
  ...{ customers, baseline, groups: [...groups] },
  contrasts: contrasts.map(({ id, treated, control, power, detectable, when, says }) => ({
    ...{ id, treated, control, power, detectable, when: [...when], says: [...says] },
  })),
});
