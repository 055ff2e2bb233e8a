/** Whether the key may do what the agent needs. Each permission was probed by a call that cannot do anything. */
import type { Permission, Preflight } from '@fitly/braze';
import type { Agent } from '@fitly/core/design';
import { namesTemplates } from './email-templates.ts';
import { finding, type PreflightFinding } from './finding.ts';
import { fieldsOf } from './message-content.ts';

type Delivery = Pick<Agent['delivery'], 'mode' | 'readBack' | 'mirrorGroups' | 'mirrorOptions'>;

const SENDING: Readonly<Record<Agent['delivery']['mode'], readonly Permission[]>> = {
  campaign: ['campaigns.trigger.send'],
  canvas: ['canvas.trigger.send'],
  message: ['messages.send'],
  file: [],
  api: [],
};
/** Only the pre-flight itself reads these. */
const LOOKING: Readonly<Record<Agent['delivery']['mode'], readonly Permission[]>> = {
  campaign: ['campaigns.details', 'segments.details'],
  canvas: ['canvas.details', 'segments.details'],
  message: ['campaigns.details', 'campaigns.list', 'segments.details'],
  file: ['segments.details'],
  api: ['segments.details'],
};

/** Without these a run fails. */
export const neededToRun = ({ mode, readBack, mirrorGroups, mirrorOptions }: Delivery): readonly Permission[] => [
  'users.export.segment',
  ...SENDING[mode],
  ...(mirrorGroups || mirrorOptions ? (['users.track'] as const) : []),
  ...(readBack === true ? (['users.export.ids'] as const) : []),
];

export const neededToLook = (agent: Agent): readonly Permission[] => [
  ...LOOKING[agent.delivery.mode],
  ...(namesTemplates(fieldsOf(agent)) ? (['templates.email.info'] as const) : []),
];

export function judgePermissions({ key, permissions }: Preflight, delivery: Delivery): readonly PreflightFinding[] {
  if (key === 'unknown') {
    const next = 'write the REST API key of this workspace into the key file of the connection';
    return [finding('key', 'failed', 'Braze does not know this key', next)];
  }
  const run = neededToRun(delivery);
  const present = permissions.filter(({ state }) => state === 'present').map(({ permission }) => permission);
  const rest = permissions.filter(({ state }) => state !== 'present');
  return [
    ...(present.length > 0 ? [finding('permissions', 'ok', present.join(', '))] : []),
    ...rest.map(({ permission, state, reason }) => {
      if (state === 'cannot_tell') return finding(`permission ${permission}`, 'unknown', `cannot be told: ${reason}`);
      const next = `create a key with ${permission} as well: permissions of an existing key cannot be changed`;
      const isNeeded = run.includes(permission);
      const found = isNeeded ? 'missing: a run needs it' : 'missing: what it would show cannot be checked here';
      return finding(`permission ${permission}`, isNeeded ? 'failed' : 'warning', found, next);
    }),
  ];
}
