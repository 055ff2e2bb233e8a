/** The use cases of `examples/`: each a world to rehearse in (`world.yaml`) and an agent to begin with (`agent.yaml`). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FitlyError } from '@fitly/core/errors';
import { type AgentFile, exampleNames, examplePath, knownExample, readAgentFile } from '@fitly/service';
import { parseWorldFile, type WorldSpec } from '@fitly/simulator';

export interface Example {
  readonly name: string;
  readonly spec: WorldSpec;
  readonly agentFile: AgentFile;
}

export interface ExampleLine {
  readonly name: string;
  readonly customers: number;
  readonly description: string;
}

/** Throws `example_unknown`, and what reading the agent file throws. */
export async function readExample(given: string): Promise<Example> {
  const name = knownExample(given);
  return { name, spec: await readWorld(name), agentFile: await readAgentFile(examplePath(name, 'agent.yaml')) };
}

export async function describeExamples(): Promise<ExampleLine[]> {
  const lines = exampleNames().map(async (name) => {
    const { customers, description } = await readWorld(name);
    // A world may come before its agent.
    const hasAgent = existsSync(examplePath(name, 'agent.yaml'));
    return {
      name,
      customers,
      description: hasAgent ? (await readExample(name)).agentFile.agent.description : description,
    };
  });
  return Promise.all(lines);
}

/** `one of a, b, c`, for the help of an option. */
export const examplesInWords = (): string => `one of ${exampleNames().join(', ')}`;

async function readWorld(name: string): Promise<WorldSpec> {
  const path = examplePath(name, 'world.yaml');
  const parsed = parseWorldFile(await readFile(path, 'utf8'), 'world.yaml');
  if (parsed.ok) return parsed.spec;
  throw new FitlyError('file_unreadable', `${path} has ${parsed.issues.length} mistake(s)`, {
    issues: parsed.issues,
    next: 'correct what is named above; every key is explained in docs/reference/world.md',
  });
}
