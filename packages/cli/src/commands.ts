/** All commands in the order in which a person meets them. The code of one is read only when it is called. */
import type { Command } from 'commander';
import type { CommandHost } from './command-host.ts';

interface ListedCommand {
  readonly name: string;
  readonly description: string;
  /** Resolves to the function that adds arguments, options, help and action. */
  readonly load: () => Promise<(command: Command, host: CommandHost) => void>;
}

export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'demo',
    description: 'play real customers through a local Braze sandbox for 56 virtual days, then show what it was worth',
    load: async () => (await import('./commands/demo.ts')).addDemo,
  },
  {
    name: 'init',
    description: 'make a workspace folder: database, lake, keys and a connection to the local Braze sandbox',
    load: async () => (await import('./commands/init.ts')).addInit,
  },
  {
    name: 'doctor',
    description: 'check the workspace: files, keys, database, lake, agents, connections',
    load: async () => (await import('./commands/doctor.ts')).addDoctor,
  },
  {
    name: 'backup',
    description: 'copy the workspace to another place, beside whatever works on it; list and verify such copies',
    load: async () => (await import('./commands/backup/index.ts')).addBackup,
  },
  {
    name: 'restore',
    description: 'put a backup back; what stood there is set aside, and what was sent since is not sent again',
    load: async () => (await import('./commands/restore.ts')).addRestore,
  },
  {
    name: 'sandbox',
    description:
      'start the local Braze sandbox of a workspace: 38,400 real customers, or those of its example, behind the Braze REST API',
    load: async () => (await import('./commands/sandbox.ts')).addSandbox,
  },
  {
    name: 'agent',
    description: 'make, check, start, change and stop agents',
    load: async () => (await import('./commands/agent/index.ts')).addAgent,
  },
  {
    name: 'braze',
    description: 'see what there is in Braze, to pick ids for agent files',
    load: async () => (await import('./commands/braze/index.ts')).addBraze,
  },
  {
    name: 'secret',
    description: 'keep API keys and addresses that fitly.yaml names, encrypted; they can be set and never be read back',
    load: async () => (await import('./commands/secret/index.ts')).addSecret,
  },
  {
    name: 'preflight',
    description:
      'look in Braze whether an agent can do what its file says: permissions, campaigns, segments, placeholders',
    load: async () => (await import('./commands/preflight.ts')).addPreflight,
  },
  {
    name: 'import',
    description: 'import customer attributes, success events or activations; only what the agents declare is kept',
    load: async () => (await import('./commands/import/index.ts')).addImport,
  },
  {
    name: 'feeds',
    description:
      'list the feeds of fitly.yaml: files, events, how late they came, what was set aside, and whom they serve',
    load: async () => (await import('./commands/feeds.ts')).addFeeds,
  },
  {
    name: 'run',
    description: 'perform the daily run of an agent: intake, mature, learn, enrol, decide, plan, dispatch, measure',
    load: async () => (await import('./commands/run.ts')).addRun,
  },
  {
    name: 'serve',
    description: 'run every agent of the workspace when it is due, and serve the report and the API beside',
    load: async () => (await import('./commands/serve.ts')).addServe,
  },
  {
    name: 'report',
    description: 'uplift against random control and holdout with intervals, checks, and what was chosen',
    load: async () => (await import('./commands/report.ts')).addReport,
  },
  {
    name: 'evaluate',
    description: 'say what another policy would have earned, from logged decisions and their exact probabilities',
    load: async () => (await import('./commands/evaluate.ts')).addEvaluate,
  },
  {
    name: 'explain',
    description:
      'say why one customer got what they got on a day: group, what was refused and why, exact probabilities',
    load: async () => (await import('./commands/explain.ts')).addExplain,
  },
  {
    name: 'replay',
    description:
      'recompute the decisions of a past day from the stored policy and context, and compare them with the log',
    load: async () => (await import('./commands/replay.ts')).addReplay,
  },
  {
    name: 'simulate',
    description: 'play an agent’s own design with simulated customers: how fast it learns, and what it is worth',
    load: async () => (await import('./commands/simulate.ts')).addSimulate,
  },
  {
    name: 'customer',
    description: 'show or remove everything that is stored about one customer',
    load: async () => (await import('./commands/customer/index.ts')).addCustomer,
  },
  {
    name: 'team',
    description: 'see, invite, change and remove the people who may use the web app and the API',
    load: async () => (await import('./commands/team/index.ts')).addTeam,
  },
  {
    name: 'key',
    description: 'make, list and revoke the keys of programs that use the API',
    load: async () => (await import('./commands/key/index.ts')).addKey,
  },
  {
    name: 'audit',
    description: 'list who did what, check that the log is as it was written, and hand it on',
    load: async () => (await import('./commands/audit/index.ts')).addAudit,
  },
  {
    name: 'adopt',
    description: 'let a workspace that was moved or copied send from its new place',
    load: async () => (await import('./commands/adopt.ts')).addAdopt,
  },
];
