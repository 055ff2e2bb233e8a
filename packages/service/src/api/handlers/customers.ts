import type { ExplainedCustomer, Operation } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import { customerObject } from '../../auditing/objects.ts';
import { explainCustomer } from '../../explaining/explain-customer.ts';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { eraseCustomer, eraseRecorded, previewErase, requestErase } from '../../privacy/erase-customer.ts';
import type { ErasedCustomer } from '../../privacy/erase-key.ts';
import { exportCustomer } from '../../privacy/export-customer.ts';
import { parseDay } from '../../run-agent.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Desk, Handlers } from '../handler.ts';

type CustomerOperation = Extract<Operation, 'explainCustomer' | 'exportCustomer' | 'previewErase' | 'eraseCustomer'>;

const erasedOnTheWire = ({ groups, decisions, partitions, filesRemoved }: ErasedCustomer) => ({
  groups: groups.map(({ agent, group }) => ({ agent, group })),
  ...{ decisions, partitions, filesRemoved },
});

const noteCustomer = ({ note }: Desk, workspace: Workspace, externalId: string): void =>
  note({ object: customerObject(workspace, externalId) });

export const customerHandlers: Handlers<CustomerOperation> = {
  explainCustomer: ({ params, body }, desk) =>
    desk.reading(async (workspace) => {
      noteCustomer(desk, workspace, body.customer);
      await requireAgent(workspace, params.agent);
      const day = body.day === undefined ? null : parseDay(body.day);
      const who = { externalId: body.customer };
      const explained: ExplainedCustomer = await explainCustomer({ workspace, agentName: params.agent, day, who });
      return { ...explained };
    }),
  exportCustomer: ({ body }, desk) =>
    desk.reading(async (workspace) => {
      noteCustomer(desk, workspace, body.customer);
      const { customerKey, erased, tables } = await exportCustomer(workspace, body.customer);
      const rows = Object.entries(tables).map(([table, each]) => [table, each.map((row) => ({ ...row }))]);
      return { customerKey, erased, tables: Object.fromEntries(rows) };
    }),
  previewErase: ({ body }, desk) =>
    desk.reading(async (workspace) => {
      noteCustomer(desk, workspace, body.customer);
      return erasedOnTheWire(await previewErase({ workspace, externalId: body.customer, by: desk.by }));
    }),
  eraseCustomer: async ({ body }, desk) => {
    const { writing, reading, by } = desk;
    const erase = (workspace: Workspace) => {
      noteCustomer(desk, workspace, body.customer);
      return { workspace, externalId: body.customer, by };
    };
    try {
      return await writing(async (workspace) => erasedOnTheWire(await eraseCustomer(erase(workspace))));
    } catch (error) {
      if (!(error instanceof FitlyError) || error.code !== 'folder_in_use') throw error;
      // A run may hold the folder for hours, and an erase wins over what it has not sent yet.
      await reading((workspace) => requestErase(erase(workspace)));
      throw eraseRecorded(error);
    }
  },
};
