/** `fitly simulate` on a draft, and beside reality once the agent has run. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DESIGN_PARAMETERS } from '@fitly/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 150,
    edit: (yaml) => yaml.replace('every: 14 days', 'every: 2 days').replace('horizon: 14 days', 'horizon: 2 days'),
  });
}, 60_000);
afterAll(() => rehearsal.close());

const simulate = (...args: string[]) =>
  callFitly(['simulate', AGENT, '--folder', rehearsal.folder, '--weeks', '2', ...args], rehearsal.folder);

it('before the first run: customers drawn from the file, weeks, intervals over worlds, a picture', async () => {
  const called = await simulate('--worlds', '2', '--set', 'customers=200', '--svg', 'curve.svg');
  expect(called).toMatchObject({ code: 0, err: '' });
  expect(called.out).toContain('200 customers drawn from the agent file');
  expect(called.out).toMatch(/^ +2 .* \(.* to .*\)/m);
  expect(called.out).not.toContain('Beside reality');
  const picture = await readFile(join(rehearsal.folder, 'curve.svg'), 'utf8');
  expect(picture.match(/<path d="M[^"]+" fill="none"/g)).toHaveLength(5);
});

it('after some days: its own customers, the base rate of random control, and reality beside the forecast', {
  timeout: 180_000,
}, async () => {
  await rehearsal.play(4);
  const called = await simulate('--worlds', '1', '--json');
  expect(called).toMatchObject({ code: 0, err: '' });
  const simulated = JSON.parse(called.out);
  expect(simulated).toMatchObject({
    audience: { source: 'enrolled', known: 150, played: 150 },
    isCalibrated: true,
    firstDay: '2026-01-05',
    parameters: { baseRate: simulated.reality.controlRate },
  });
  expect(simulated.reality.byWeek[0].agent.decisions).toBeGreaterThan(50);
  const shown = await simulate('--worlds', '1', '--svg', 'reality.svg');
  expect(shown.out).toContain('Beside reality, since 2026-01-05');
  expect(await readFile(join(rehearsal.folder, 'reality.svg'), 'utf8')).toContain('this agent, really');
});

it('stages of a funnel are played', async () => {
  const agents = join(rehearsal.folder, 'agents');
  const yaml = await readFile(join(agents, `${AGENT}.yaml`), 'utf8');
  const staged = yaml
    .replace(/^name: .*$/m, 'name: staged')
    .replace('policy: logistic', 'funnel: [add_to_cart]\n  policy: funnel');
  await writeFile(join(agents, 'staged.yaml'), staged);
  const place = ['--folder', rehearsal.folder, '--set', 'customers=200'];
  const called = await callFitly(['simulate', 'staged', '--weeks', '2', '--worlds', '1', ...place], rehearsal.folder);
  expect(called).toMatchObject({ code: 0, err: '' });
  expect(called.out).toContain('staged  policy funnel');
});

it.each([
  [['--set', 'basRate=0.1'], 'there is no parameter "basRate"'],
  [['--set', 'baseRate=2'], 'the parameter baseRate is 2, expected a number from 0.0001 to 0.9'],
  [['--set', 'baseRate'], 'expected NAME=NUMBER'],
])('%j is refused in words', async (args, said) => {
  const called = await simulate(...args);
  expect(called.code).toBe(2);
  expect(called.err).toContain(said);
});

it('the guide says of every parameter what the help says', async () => {
  const page = await readFile(new URL('../../docs/guides/simulate.md', import.meta.url), 'utf8');
  for (const [name, { standard, min, max, says }] of Object.entries(DESIGN_PARAMETERS)) {
    expect(page).toContain(`| \`${name}\` | ${standard} | ${min} to ${max} | ${says} |`);
  }
});
