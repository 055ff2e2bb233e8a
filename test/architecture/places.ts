import { posix } from 'node:path';
import type { Import, ParsedFile } from './syntax.ts';

/** `packages/core/src/decide/x.ts` → `core`; null outside packages/. */
export function packageOf(path: string): string | null {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** The part of core that a file is in: a folder (`decide`) or a file at its top (`terms`); null outside core's sources. */
export function coreRoomOf(path: string): string | null {
  return /^packages\/core\/src\/([^/]+?)(?:\/|\.ts$)/.exec(path)?.[1] ?? null;
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

/** What tests share, beside them: `conformance.ts`, `testing.ts`, `fixtures.ts`, `lake.testing.ts`, anything in `testing/`. */
const isTestSupport = (path: string): boolean =>
  /(?:^|[/.])(?:conformance|testing|fixtures?)\.tsx?$|\/testing\//.test(path);

/** Neither shipped nor bound by what binds the product. */
export const isForTests = (path: string): boolean => isTest(path) || isTestSupport(path);

/** Path of the repository that a relative import leads to; null for packages. */
export function relativeTarget(file: ParsedFile, { specifier }: Import): string | null {
  return specifier?.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : null;
}

/** `@fitly/core/math` → `core`; null for anything else. */
export function fitlyPackage({ specifier }: Import): string | null {
  return /^@fitly\/([^/]+)/.exec(specifier ?? '')?.[1] ?? null;
}

/** `zod/v4` → `zod`, `@scope/name/x` → `@scope/name`; null for relative, `node:` and computed imports. */
export function npmPackage({ specifier }: Import): string | null {
  if (specifier === null || /^(?:\.|\/|#|node:)/.test(specifier)) return null;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
