/** Who may do what: permissions, the roles of people that hold them, and what every operation asks for. */

/** What there is to be allowed. Operations name the one that they need; keys of programs are limited to some of them. */
export const PERMISSIONS = {
  look: 'Agents, versions, runs, reports, feeds and the schedule.',
  look_up_customers: 'What one customer got and why, and everything that is stored about one.',
  evaluate: 'Check files, compare, evaluate, simulate and replay.',
  design: 'Write agent files and keep versions.',
  launch: 'Start, pause, resume and stop agents.',
  operate: 'Runs, kill switch, imports, feeds, quarantine and the audit log.',
  send_events: 'Bring events of a feed.',
  decide: 'Ask an agent for decisions, and say which of them were used.',
  erase_customers: 'Remove a customer for good.',
  manage: 'People, keys and settings.',
} as const;
export type Permission = keyof typeof PERMISSIONS;

const ANALYST = ['look', 'look_up_customers', 'evaluate'] as const;

/** Role → what it may do. Marketers say what is sent, operators that it runs; each may hold an agent. */
export const ROLES = {
  viewer: ['look'],
  analyst: ANALYST,
  marketer: [...ANALYST, 'design', 'launch'],
  operator: [...ANALYST, 'launch', 'operate', 'send_events', 'decide', 'erase_customers'],
  owner: Object.keys(PERMISSIONS) as Permission[],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;
export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

/** What a key of a program can be given: whoever manages people and keys is a person. */
export const KEY_PERMISSIONS = (Object.keys(PERMISSIONS) as Permission[]).filter((each) => each !== 'manage') as [
  Exclude<Permission, 'manage'>,
  ...Exclude<Permission, 'manage'>[],
];

/**
 * What an operation needs: a permission; `person`: somebody who has signed in, whatever the role, since it concerns
 * themselves; `nothing`: whoever wants to sign in.
 */
export type Need = Permission | 'person' | 'nothing';

export const permits = (role: Role, permission: Permission): boolean =>
  (ROLES[role] as readonly Permission[]).includes(permission);
