import { LONGEST_SOURCE } from '../house.ts';
import { isForTests, isTest, relativeTarget } from '../places.ts';
import type { Rule } from '../repository.ts';
import type { ParsedFile } from '../syntax.ts';

/** No file imports itself by way of others. */
export const noCycles: Rule = ({ sources }) => {
  const graph = new Map(sources.map((file) => [file.path, targetsOf(file)]));
  const reported = new Set<string>();
  return sources.flatMap(({ path }) => {
    if (reported.has(path)) return [];
    const cycle = shortestCycle(graph, path);
    if (cycle === null) return [];
    for (const member of cycle) reported.add(member);
    const line = graph.get(path)?.get(cycle[1] ?? path) ?? 1;
    return [
      `${path}:${line} is in a cycle, ${cycle.join(' → ')}: move what they share into a file that imports neither`,
    ];
  });
};

/** The product does not need its tests: nothing imports a test, and only tests import what tests share. */
export const testsNotImported: Rule = ({ sources }) =>
  sources.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const target = relativeTarget(file, imported);
      if (target === null || !isForTests(target)) return [];
      const where = `${file.path}:${imported.line} imports ${target}`;
      if (isTest(target)) return [`${where}, a test: move what it needs to a file named testing.ts beside that test`];
      if (isForTests(file.path) || !file.path.startsWith('packages/')) return [];
      return [`${where}, which only tests may use: move what the product needs to a file of its own beside it`];
    }),
  );

/** One idea per file; a test may list as many cases as there are. */
export const sourcesShort: Rule = ({ sources }) =>
  sources.flatMap(({ path, text }) => {
    if (isForTests(path)) return [];
    const lines = text.trimEnd().split('\n').length;
    if (lines <= LONGEST_SOURCE) return [];
    return [`${path}:${lines} is ${lines} lines long, more than ${LONGEST_SOURCE}: split it by idea within its folder`];
  });

/** Nothing refers to the machine it was written on. */
export const noMachinePaths: Rule = ({ texts }) =>
  texts.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = MACHINE_PATH.exec(line);
      if (found === null) return [];
      return [`${path}:${index + 1} names ${found[0]}, a folder of one machine: use a path relative to the repository`];
    }),
  );

const MACHINE_PATH = /(?<![\w.~-])\/(?:work|home|root|Users)\/[\w.-]*/;

/** Files of the repository that a file imports by path, with the line of the import. */
function targetsOf(file: ParsedFile): ReadonlyMap<string, number> {
  const targets = new Map<string, number>();
  for (const imported of file.imports) {
    const target = relativeTarget(file, imported);
    if (target !== null) targets.set(target, imported.line);
  }
  return targets;
}

/** The shortest way from a file back to itself, both ends named; null when there is none. */
function shortestCycle(graph: ReadonlyMap<string, ReadonlyMap<string, number>>, start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of graph.get(at)?.keys() ?? []) {
      if (next === start) {
        const way = [start];
        for (let step: string | undefined = at; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}
