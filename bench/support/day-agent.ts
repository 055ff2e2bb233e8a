/** The agent of the bench `day`: 3 × 4 × 5 × 4 = 240 actions, some twenty numbers of context, everybody due every day. */
import { parseAgentFile } from '@fitly/contract';
import type { Agent } from '@fitly/core/design';
import { asDay, type Day } from '@fitly/core/terms';

export const FIRST_DAY: Day = asDay('2026-03-02');
export const NUMBERS = Array.from({ length: 12 }, (_, n) => `number_${n}`);
export const FLAGS = ['is_new', 'has_app'];
export const CATEGORIES = { channel: ['web', 'phone', 'both'], region: ['urban', 'suburban', 'rural'] } as const;
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';

const options = (count: number, of: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `\n      - { ${of(n)} }`).join('');
const attribute = (name: string, type: string): string => `\n  - { attribute: ${name}, type: ${type} }`;

export const DAY_AGENT_YAML = `name: day
timeZone: UTC
schedule: { runAt: "06:00", every: 1 day }
audience: { segments: [${SEGMENT}] }
success: { event: visit, value: 1, horizon: 1 day }
groups: { agent: 80%, random_control: 20%, holdout: 0%, business_as_usual: 0% }
dimensions:
  - id: creative
    kind: template
    options:${options(3, (n) => `id: creative_${n}`)}
  - id: subject_line
    kind: content
    options:${options(4, (n) => `id: subject_${n}, values: { subject_line: s${n} }`)}
  - id: offer
    kind: offer
    options:${options(5, (n) => `id: offer_${n}, values: { offer: o${n} }`)}
  - id: send_hour
    kind: send_hour
    options:${options(4, (n) => `id: h${8 + 3 * n}, hour: ${8 + 3 * n}`)}
context:${[
  ...NUMBERS.map((name) => attribute(name, 'number')),
  ...FLAGS.map((name) => attribute(name, 'boolean')),
  ...Object.keys(CATEGORIES).map((name) => attribute(name, 'category')),
].join('')}
delivery:
  mode: campaign
  connection: sandbox
  ids:${Array.from({ length: 3 }, (_, n) => `\n    creative_${n}: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a0${n}`).join('')}
  placeholders: [subject_line, offer]
  fallbackTimeZone: UTC
`;

const parsed = parseAgentFile(DAY_AGENT_YAML, 'day.yaml');
if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
export const DAY_AGENT: Agent = parsed.agent;
