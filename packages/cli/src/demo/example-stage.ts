/** A use case of `examples/`: simulated people behind the sandbox, and whoever else its agent needs. */
import { startSandbox } from '@fitly/braze-sandbox';
import { instantOf } from '@fitly/core/time';
import { workspacePaths } from '@fitly/service';
import { createWorld, sandboxPeople } from '@fitly/simulator';
import type { Example } from '../examples/catalogue.ts';
import { wrap } from '../render/wrap.ts';
import { openAdPlatform } from './ad-platform.ts';
import type { DemoOptions } from './options.ts';
import { FIRST_DAY, type Stage } from './stage.ts';
import { createWarehouse, needsWarehouse } from './warehouse.ts';

const count = new Intl.NumberFormat('en-US');

export type ExampleOptions = Pick<DemoOptions, 'seed' | 'customers' | 'sandboxPort'>;

export function exampleStage(example: Example, options: ExampleOptions & { readonly portFlag: string }): Stage {
  const { seed, sandboxPort: port, portFlag } = options;
  const { agent, yaml } = example.agentFile;
  const spec = { ...example.spec, customers: options.customers ?? example.spec.customers };
  const startAt = instantOf(FIRST_DAY, '00:00', agent.timeZone);
  return {
    agentName: agent.name,
    agentYaml: yaml,
    title: example.name,
    introduction: introduce({ ...example, spec }),
    notes: notesOf({ ...example, spec }),
    async open(folder) {
      // One world for sandbox and bystanders: what the ad platform shows, Braze sees the effect of.
      const world = createWorld(spec, { seed, startAt });
      const others = [
        ...(needsWarehouse(agent, spec) ? [createWarehouse(world)] : []),
        ...(agent.delivery.mode === 'file' ? [await openAdPlatform(world, folder)] : []),
      ];
      const people = sandboxPeople(world);
      const home = workspacePaths(folder).sandbox;
      const sandbox = await startSandbox({ port, folder: home, seed, planted: false, startAt, portFlag, ...people });
      return { sandbox, others };
    },
  };
}

function introduce({ name, spec, agentFile: { agent } }: Example): string[] {
  const { event } = agent.success;
  return [
    ...wrap(agent.description, 110).map((line) => `  ${line}`),
    '',
    `  Simulated ${count.format(spec.customers)} people, and what they do with and without a message: nobody of them is real.`,
    `  Planted   who likes what, and how much it is worth: examples/${name}/world.yaml says it. The agent is not told.`,
    ...(needsWarehouse(agent, spec)
      ? [`  Events    every "${event}" comes as a file before each run, as from a data warehouse.`]
      : []),
    ...(agent.delivery.mode === 'file'
      ? [
          '  Platform  the recommendation file is taken by a simulated ad platform, which reports the next day what it showed.',
        ]
      : []),
  ];
}

const notesOf = ({ name, spec }: Example): Stage['notes'] => ({
  real: [],
  planted: [
    `Everything: ${count.format(spec.customers)} simulated people, and what they do with and without a message. Nobody received anything.`,
    `Who likes what is written in examples/${name}/world.yaml; the agent is not told.`,
  ],
});
