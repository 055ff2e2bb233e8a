import { expect, test } from 'vitest';
import { readStateOption, readStateText } from './read-state.ts';

const at = Date.parse('2026-03-02T11:00:00Z');

function issuesOf(text: string): readonly string[] {
  try {
    readStateText(text, 'state.yaml', at);
    return [];
  } catch (error) {
    const { issues } = error as { issues: readonly { line: number; path: string; message: string }[] };
    return issues.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  }
}

test('all mistakes are told at once, with line, what was given and what is valid', () => {
  const text = `version: 1
time_zone: Mars/Olympus
keys:
  - { key: a-long-enough-key, permissions: [users.trak] }
users:
  - external_id: a
    email_subscribe: maybe
  - external_id: b
    colour: red
campaigns:
  - id: c
    messages: [{ id: m, channel: pigeon }]
`;
  expect(issuesOf(text)).toEqual([
    '2 time_zone: expected an IANA time zone such as Europe/Berlin, found "Mars/Olympus"',
    expect.stringMatching(
      /^4 keys\[0\]\.permissions\[0\]: expected one of \d+ names such as "users.track", found "users.trak"$/,
    ),
    expect.stringMatching(
      /^7 users\[0\]\.email_subscribe: expected "opted_in", "subscribed", "unsubscribed", found "maybe"/,
    ),
    expect.stringMatching(/^9 users\[1\]\.colour: colour is not known here/),
    expect.stringMatching(/^12 campaigns\[0\]\.messages\[0\]\.channel: expected "email", .*, found "pigeon"/),
  ]);
});

test('an unknown key is told at its own line, with the name that was meant', () => {
  expect(issuesOf('version: 1\ncampaign:\n  - { id: c }\n')).toEqual([
    '2 campaign: campaign is not known here; did you mean campaigns?',
  ]);
});

test('repeated ids and references to nothing are told too', () => {
  const text = `version: 1
segments: [{ id: s, members: everyone }, { id: s, members: everyone }]
campaigns:
  - { id: c, segment_id: t, messages: [{ id: m, channel: email }] }
canvases:
  - { id: k, variants: [{ id: v, first_step_id: x }], steps: [] }
`;
  expect(issuesOf(text)).toEqual([
    '2 segments[1].id: s occurs twice',
    '4 campaigns[0].segment_id: no segment t; there are s, s',
    '6 canvases[0].variants[0].first_step_id: no step x; there are none',
  ]);
});

test('a file that is no YAML is told with its line', () => {
  expect(issuesOf('version: 1\nkeys: [\n')[0]).toMatch(/^[23] : /);
});

test('a file that is not there, and a CSV that is not there', () => {
  expect(() => readStateOption('/nowhere/state.yaml', at)).toThrow(expect.objectContaining({ code: 'file_not_found' }));
  expect(issuesOf('version: 1\nusers: { csv: none.csv }\n')).toEqual([expect.stringContaining('2 users.csv: ')]);
});

test('an object is read like a file', () => {
  const state = readStateOption(
    { version: 1, users: [{ external_id: 'a' }], reactions: { open: 0.5, bot_click: 0.1 } },
    at,
  );
  expect(state?.audience?.(at)).toMatchObject({ size: 1 });
  expect(state?.rates).toEqual({ open: 0.5, botClick: 0.1 });
});
