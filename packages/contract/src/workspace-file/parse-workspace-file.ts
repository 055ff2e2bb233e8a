import type { Issue } from '@fitly/core/errors';
import { resolveZone } from '@fitly/core/time';
import { z } from 'zod';
import { shareOf } from '../agent-file/shorthand.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { matchKeys } from '../schema/known-keys.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { type Finding, locate } from '../yaml/locate.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { inFileOrder } from '../yaml/sort-issues.ts';
import { checkConnection } from './check-connection.ts';
import { checkFeeds } from './check-feed.ts';
import { typedFeed } from './typed-feed.ts';
import { type WorkspaceFile, workspaceSchema } from './workspace-schema.ts';

export type WorkspaceFileResult =
  | { readonly ok: true; readonly workspace: WorkspaceFile }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads `fitly.yaml`. Everything that is wrong is reported at once, with line and column. Never throws. */
export function parseWorkspaceFile(text: string, fileName: string): WorkspaceFileResult {
  const { content, issues } = readYaml(text, fileName);
  if (content === null) return { ok: false, issues: inFileOrder(issues) };
  const schema = z.toJSONSchema(workspaceSchema, { io: 'input' }) as JsonSchema;
  const keys = matchKeys(content.root, schema);
  const parsed = workspaceSchema.safeParse(keys.data);
  const found = parsed.success
    ? [
        ...checkHoldout(shareOf(parsed.data.holdout)),
        ...checkArbitration(parsed.data.arbitration),
        ...Object.entries(parsed.data.connections).flatMap(([name, connection]) => checkConnection(name, connection)),
        ...checkFeeds(parsed.data.feeds),
      ]
    : schemaFindings(parsed.error, keys.data, { hideValues: true });
  const all = [...issues, ...[...keys.findings, ...found].map((finding) => locate(finding, content, keys.written))];
  if (all.length > 0 || !parsed.success) return { ok: false, issues: inFileOrder(all) };
  return {
    ok: true,
    workspace: {
      ...canonical(parsed.data),
      holdout: shareOf(parsed.data.holdout),
      arbitration: arbitrationOf(parsed.data.arbitration),
      missedDays: parsed.data.missedDays,
      feeds: Object.fromEntries(Object.entries(parsed.data.feeds).map(([name, feed]) => [name, typedFeed(feed)])),
    },
  };
}

/** Half of everybody is already far more than any comparison needs; more is a slip, such as 50 for 50%. */
const LARGEST_HOLDOUT = 0.5;

function checkHoldout(share: number): Finding[] {
  if (share >= 0 && share <= LARGEST_HOLDOUT) return [];
  const message = `A holdout of ${share * 100} % is out of range: from 0% to ${LARGEST_HOLDOUT * 100}%, such as \`5%\``;
  return [{ segments: ['holdout'], message }];
}

type ArbitrationInput = z.output<typeof workspaceSchema>['arbitration'];

const arbitrationOf = (input: ArbitrationInput): WorkspaceFile['arbitration'] =>
  input === undefined ? null : { ...input, floor: shareOf(input.floor) };

function checkArbitration(input: ArbitrationInput): Finding[] {
  const floor = arbitrationOf(input)?.floor ?? 0;
  if (floor >= 0 && floor <= 1) return [];
  const message = `A floor of ${floor * 100} % is out of range: from 0% to 100%, such as \`10%\``;
  return [{ segments: ['arbitration', 'floor'], message }];
}

function canonical({ connections }: Pick<WorkspaceFile, 'connections'>): Pick<WorkspaceFile, 'connections'> {
  const entries = Object.entries(connections).map(
    ([name, connection]) =>
      [
        name,
        {
          ...connection,
          url: new URL(connection.url).origin,
          timeZone: resolveZone(connection.timeZone, connection.timeZone),
        },
      ] as const,
  );
  return { connections: Object.fromEntries(entries) };
}
