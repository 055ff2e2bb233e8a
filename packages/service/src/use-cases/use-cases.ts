/** The use cases of `examples/`: each a world to rehearse in (`world.yaml`) and an agent to begin from (`agent.yaml`). */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { YamlFile } from '@fitly/contract/yaml';
import { nearestName } from '@fitly/core/design/validation';
import { FitlyError } from '@fitly/core/errors';
import { templateYaml } from './template-yaml.ts';

const FOLDER = fileURLToPath(new URL('../../../../examples', import.meta.url));

export const examplePath = (name: string, file: 'agent.yaml' | 'world.yaml'): string => join(FOLDER, name, file);

/** Sorted; only folders that hold a world count. */
export const exampleNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => existsSync(examplePath(name, 'world.yaml')))
    .sort();

/** Throws `example_unknown` for a name that is none. */
export function knownExample(given: string): string {
  const names = exampleNames();
  if (names.includes(given)) return given;
  const nearest = nearestName(given, names);
  const meant = nearest === null ? '' : `; the nearest name is ${nearest}`;
  throw new FitlyError('example_unknown', `there is no example "${given}"${meant}`, {
    next: `take one of: ${names.join(', ')}`,
  });
}

export interface UseCase {
  readonly name: string;
  readonly description: string;
  readonly yaml: string;
}

/** A world may come before its agent: such a one is left out. */
export async function listUseCases(): Promise<UseCase[]> {
  const names = exampleNames().filter((name) => existsSync(examplePath(name, 'agent.yaml')));
  return Promise.all(
    names.map(async (name) => {
      const yaml = await readFile(examplePath(name, 'agent.yaml'), 'utf8');
      return { name, description: String(new YamlFile(yaml).getIn(['description']) ?? ''), yaml };
    }),
  );
}

/** An agent file to begin from, under another name. Throws `example_unknown`. */
export async function yamlOfUseCase(given: string, agentName: string): Promise<string> {
  const name = knownExample(given);
  return templateYaml({ name, yaml: await readFile(examplePath(name, 'agent.yaml'), 'utf8') }, agentName);
}
