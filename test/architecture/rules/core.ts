import { BITWISE_FOLDERS, CORE_FOLDERS, CORE_WORDS, folderAdvice } from '../house.ts';
import { coreRoomOf, isForTests, packageOf, relativeTarget } from '../places.ts';
import type { Repository, Rule } from '../repository.ts';
import type { ParsedFile } from '../syntax.ts';

/** The folders of core import each other in one direction; the words at its top import no folder. */
export const coreDirections: Rule = (repository) =>
  coreSources(repository).flatMap((file) =>
    file.imports.flatMap((imported) => {
      const from = coreRoomOf(file.path) ?? '';
      const to = coreRoomOf(relativeTarget(file, imported) ?? '');
      if (to === null || to === from || CORE_WORDS.includes(to) || CORE_FOLDERS[from]?.includes(to)) return [];
      const where = `${file.path}:${imported.line} imports ${to}`;
      if (!CORE_WORDS.includes(from)) return [`${where}: ${folderAdvice(from, to)}`];
      return [
        `${where}: every step uses ${from}.ts, so it rests on no folder; move the code to packages/core/src/${to}/`,
      ];
    }),
  );

/** Every file of core lies in a room of the plan. */
export const coreRoomsKnown: Rule = (repository) =>
  coreSources(repository).flatMap(({ path }) => {
    const room = coreRoomOf(path) ?? '';
    const inFolder = path.startsWith(`packages/core/src/${room}/`);
    if (inFolder ? room in CORE_FOLDERS : CORE_WORDS.includes(room)) return [];
    const rooms = Object.keys(CORE_FOLDERS).join(', ');
    return [`${path}:1 is in no room of core: put it with the step that it serves (${rooms})`];
  });

/** Core is pure: it imports nothing but itself. */
export const coreAlone: Rule = (repository) =>
  coreSources(repository).flatMap((file) =>
    file.imports.flatMap(({ specifier, line }) => {
      if (specifier?.startsWith('.') || specifier?.startsWith('@fitly/')) return [];
      const what = specifier ?? 'a module chosen at run time';
      return [
        `${file.path}:${line} imports ${what}: core has no I/O and no dependencies; move the code to packages/service/src/, ` +
          'or pass its result in as an argument',
      ];
    }),
  );

/** Core is a function of its arguments: no clock, no dice, no world. */
export const corePure: Rule = (repository) =>
  coreSources(repository).flatMap((file) =>
    file.uses.flatMap(({ what, line }) => {
      const advice = impurity(what);
      return advice === null ? [] : [`${file.path}:${line} uses ${what}: ${advice}`];
    }),
  );

/** Decisions are equal on every machine: no arithmetic whose last bit an engine may choose. */
export const arithmeticExact: Rule = (repository) =>
  coreSources(repository).flatMap((file) => {
    if (!BITWISE_FOLDERS.includes(coreRoomOf(file.path) ?? '')) return [];
    return file.uses.flatMap(({ what, line }) => {
      if (!INEXACT.has(what)) return [];
      const instead = what === '**' ? 'write the product out (x * x)' : 'use packages/core/src/math/elementary.ts';
      return [`${file.path}:${line} uses ${what}, whose last bit differs between engines: ${instead}`];
    });
  });

const CLOCK =
  'take the instant as an argument; the Clock of packages/core/src/ports.ts is read in packages/service/src/';
const DICE =
  'take a named stream as an argument (packages/core/src/math/random.ts); keys are made in packages/store/src/';
const WORLD = 'core touches nothing outside its arguments; move the code to packages/service/src/';

/** By name, or by the name before the dot. */
const IMPURE: Readonly<Record<string, string>> = {
  'Date.now': CLOCK,
  'new Date()': CLOCK,
  'Date()': CLOCK,
  'Temporal.Now': CLOCK,
  performance: CLOCK,
  setTimeout: CLOCK,
  setInterval: CLOCK,
  setImmediate: CLOCK,
  'Math.random': DICE,
  crypto: DICE,
  process: WORLD,
  console: WORLD,
  fetch: WORLD,
  navigator: WORLD,
  WebAssembly: WORLD,
  'import.meta': WORLD,
  globalThis: WORLD,
  Math: 'name the function where it is used (Math.sqrt), so that this check can see which one it is',
  Date: 'name the function where it is used (Date.UTC), so that this check can see which one it is',
  Temporal: 'name the type where it is used (Temporal.PlainDate), so that this check can see which one it is',
};

function impurity(what: string): string | null {
  const exact = IMPURE[what];
  if (exact !== undefined) return exact;
  const object = what.split('.')[0] ?? '';
  return what.includes('.') && !PARTLY_PURE.has(object) ? (IMPURE[object] ?? null) : null;
}

/** Objects of which only the members above are impure. */
const PARTLY_PURE = new Set(['Math', 'Date', 'Temporal']);

/** ECMA-262 leaves the precision of these to the engine; +, −, ×, ÷ and Math.sqrt are exact to the last bit. */
const INEXACT = new Set(
  [
    '**',
    ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot'],
    ...['log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
  ].map((name) => (name === '**' ? name : `Math.${name}`)),
);

function coreSources({ sources }: Repository): readonly ParsedFile[] {
  return sources.filter(({ path }) => packageOf(path) === 'core' && coreRoomOf(path) !== null && !isForTests(path));
}
