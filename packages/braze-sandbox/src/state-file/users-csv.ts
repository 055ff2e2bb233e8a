/**
 * Users from a CSV file: `external_id`, standard fields by name, and a custom attribute per other column. Numbers and
 * true/false are read as such; an empty cell is no value.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type Finding, findingsOf } from './findings.ts';
import { type StateUser, userSchema } from './schema.ts';

export interface ListedUsers {
  readonly users: readonly StateUser[];
  readonly findings: readonly Finding[];
}

const STANDARD: ReadonlySet<string> = new Set(
  Object.keys(userSchema.shape).filter((name) => !/^(custom_attributes|custom_events|purchases)$/.test(name)),
);

export function readUsersCsv(path: string): ListedUsers {
  const at = ['users', 'csv'];
  if (!existsSync(path)) return { users: [], findings: [{ path: at, message: `${path} does not exist` }] };
  try {
    const rows: Record<string, string>[] = parse(readFileSync(path, 'utf8'), { columns: true, bom: true });
    return readRows(rows.map(userOf), at);
  } catch (error) {
    const message = `${path} is not a CSV file: ${error instanceof Error ? error.message : ''}`;
    return { users: [], findings: [{ path: at, message }] };
  }
}

function readRows(rows: readonly object[], at: readonly string[]): ListedUsers {
  const users: StateUser[] = [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [i, row] of rows.entries()) {
    const where = `row ${i + 2} of the file`;
    const parsed = userSchema.safeParse(row);
    if (!parsed.success) {
      for (const { path, message } of findingsOf(parsed.error, row)) {
        findings.push({ path: at, message: `${where}, ${path.join('.')}: ${message}` });
      }
    } else if (seen.has(parsed.data.external_id))
      findings.push({ path: at, message: `${where}: external_id occurs twice` });
    else {
      seen.add(parsed.data.external_id);
      users.push(parsed.data);
    }
  }
  return { users, findings };
}

function userOf(row: Readonly<Record<string, string>>): object {
  const filled = Object.entries(row).filter(([, text]) => text !== '');
  const standard = filled.filter(([name]) => STANDARD.has(name));
  const custom = filled.filter(([name]) => !STANDARD.has(name)).map(([name, text]) => [name, cellValue(text)]);
  const bucket = row['random_bucket'];
  return {
    ...Object.fromEntries(standard),
    ...(bucket !== undefined && bucket !== '' && { random_bucket: Number(bucket) }),
    ...(custom.length > 0 && { custom_attributes: Object.fromEntries(custom) }),
  };
}

function cellValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}
