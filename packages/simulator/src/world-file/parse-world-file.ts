import type { Issue } from '@fitly/core/errors';
import { checkWorld } from './check-world.ts';
import { locate, readYaml } from './read-yaml.ts';
import { shapeFindings } from './shape-findings.ts';
import { type WorldSpec, worldSchema } from './world-schema.ts';

export type WorldFileResult =
  | { readonly ok: true; readonly spec: WorldSpec }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads a world file. Everything that is wrong is reported at once, in the order of the file, with its line and column; what
 * names refer to is checked once the shape is right. Never throws. `fileName` only appears in messages.
 */
export function parseWorldFile(text: string, fileName: string): WorldFileResult {
  const content = readYaml(text, fileName);
  if (!('document' in content)) return { ok: false, issues: content };
  const parsed = worldSchema.safeParse(content.root);
  const findings = parsed.success ? checkWorld(parsed.data) : shapeFindings(parsed.error, content.root);
  if (parsed.success && findings.length === 0) return { ok: true, spec: parsed.data };
  const issues = findings.map((finding) => locate(finding, content));
  return {
    ok: false,
    issues: issues.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)),
  };
}
