/** A second agent of a workspace begins with what the first has learned. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionSpaceOf } from '@fitly/core/design';
import { deserializePolicyVersion, featureLayout } from '@fitly/core/policy';
import { asAgentName, type Day } from '@fitly/core/terms';
import {
  explainCustomer,
  loadReport,
  replayDay,
  runAgent,
  simulateAgent,
  startAgent,
  type Workspace,
} from '@fitly/service';
import { latestEncoding, learnerState, policyVersion, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const SECOND = asAgentName('second');
const THIRD = asAgentName('third');
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 200,
    edit: (yaml) => yaml.replace('every: 14 days', 'every: 2 days').replace('horizon: 14 days', 'horizon: 2 days'),
  });
}, 60_000);
afterAll(() => rehearsal.close());

async function writeSecond(startFrom: string): Promise<void> {
  const folder = join(rehearsal.folder, 'agents');
  const yaml = await readFile(join(folder, `${AGENT}.yaml`), 'utf8');
  const edited = yaml
    .replace(`name: ${AGENT}`, `name: ${SECOND}`)
    .replace('learning:', `learning:\n  startFrom: ${startFrom}`)
    .replace(
      '- { id: h20, label: 8 in the evening, hour: 20 }',
      '- { id: h20, label: 8 in the evening, hour: 20 }\n      - { id: h22, label: Late, hour: 22 }',
    );
  await writeFile(join(folder, `${SECOND}.yaml`), edited);
}

const start = (workspace: Workspace, agentName: string = SECOND) =>
  startAgent(workspace, { agentName, by: 'a test', note: null });
const run = (workspace: Workspace, agentName: string) =>
  runAgent({
    ...{ workspace, agentName, day: null },
    ...{ signal: new AbortController().signal, onProgress: () => {}, elapsedMs: () => 0 },
  });
const runSecond = (workspace: Workspace) => run(workspace, SECOND);
const issue = (words: string, path = 'learning.startFrom') =>
  expect.objectContaining({
    code: 'agent_file_invalid',
    issues: [expect.objectContaining({ path, message: expect.stringContaining(words) })],
  });

test('the first run acts by it, tells of it, and replays the same after the first agent has gone on', {
  timeout: 120_000,
}, async () => {
  await rehearsal.play(1);
  await writeSecond('hillstorm');
  await rehearsal.inside((workspace) => expect(start(workspace)).rejects.toEqual(issue('did you mean `hillstrom`?')));
  await writeSecond(AGENT);
  await rehearsal.inside((workspace) => expect(start(workspace)).rejects.toEqual(issue('has learned nothing yet')));

  await rehearsal.play(4);
  const { day } = await rehearsal.inside(async (workspace) => {
    await start(workspace);
    return runSecond(workspace);
  });
  await rehearsal.inside(async (workspace) => {
    const { db } = workspace.store.state;
    const version = deserializePolicyVersion((await policyVersion(db, SECOND, 1))!.payload);
    if (version.kind !== 'linear_draws') throw new Error('the first version knows nothing');
    const layout = featureLayout(actionSpaceOf(version.space), version.contextSize);
    expect(layout.space.dimensions.flatMap(({ optionIds }) => optionIds)).toContain('h22');
    expect((await latestEncoding(db, SECOND))?.payload).toEqual(
      (await latestEncoding(db, asAgentName(AGENT)))?.payload,
    );
    const { timeline } = (await loadReport(workspace, SECOND))!;
    expect(timeline.map(({ label }) => label)).toContain(`Began with what ${AGENT} learned`);
    expect(await learnerState(db, SECOND)).not.toBeNull();
  });
  await rehearsal.play(1);
  const replayed = await rehearsal.inside((workspace) => replayDay({ workspace, agentName: SECOND, day }));
  expect(replayed.differences).toEqual([]);

  await rehearsal.inside(runSecond);
  await writeSecond('null');
  await rehearsal.inside((workspace) =>
    expect(runSecond(workspace)).rejects.toEqual(issue('put it back, or give the agent another name')),
  );
});

/** What somebody sent before: an e-mail by what was bought, women's the better one for everybody. */
const LOG_ROWS = Array.from({ length: 900 }, (_, row) => {
  const mens = row % 2;
  const isWomens = row % 10 < (mens === 1 ? 3 : 7);
  const visits = (row * 7919) % 100 < (isWomens ? 40 : 10);
  const day = `2025-12-0${1 + (row % 9)}`;
  return [
    isWomens ? 'womens_email' : 'mens_email',
    mens,
    row % 12,
    row % 3 === 0 ? 'sale' : 'news',
    Number(visits),
    day,
    row % 100 === 0 ? `c${row}@shop.example` : 'urban',
  ];
});
const csvOf = (rows: readonly (readonly unknown[])[]): string =>
  ['creative,mens,months,segment,visits,sent_on,area', ...rows.map((row) => row.join(','))].join('\n');

async function writeThird(startFrom: string): Promise<void> {
  const folder = join(rehearsal.folder, 'agents');
  const yaml = await readFile(join(folder, `${AGENT}.yaml`), 'utf8');
  const edited = yaml
    .replace(`name: ${AGENT}`, `name: ${THIRD}`)
    .replace('learning:', `learning:\n  startFrom: ${startFrom}`);
  await writeFile(join(folder, `${THIRD}.yaml`), edited);
}

const LOG =
  '{ log: logs/before.csv, reward: visits, context: { mens: mens, recency: months, zip_code: area }, adjustFor: [segment], day: sent_on }';

test.each([
  ['a file that is not there', LOG.replace('before', 'gone'), { code: 'file_not_found' }],
  [
    'a column that is not there',
    LOG.replace('visits', 'clicks'),
    { code: 'decision_log_invalid', message: expect.stringContaining('no column clicks') },
  ],
  [
    'an option of which there is only one',
    LOG.replace('before', 'one'),
    issue('has no two options of `creative`', 'learning.startFrom.log'),
  ],
  [
    'rows without an outcome',
    LOG.replace('before', 'bad'),
    { issues: [{ path: 'line 3', message: 'the reward is not a number' }] },
  ],
  [
    'a customer in the place of the names',
    LOG.replace('before', 'headless'),
    { next: 'its first line looks like values: bring the file with a header line that names its columns' },
  ],
  ['success that never came', LOG.replace('before', 'none'), issue('has no success', 'learning.startFrom.log')],
  [
    'a place outside the workspace',
    LOG.replace('logs/', '../'),
    { issues: [expect.objectContaining({ path: 'learning.startFrom.log' })] },
  ],
  [
    'an attribute that there is not',
    LOG.replace('recency', 'age'),
    { issues: [expect.objectContaining({ path: 'learning.startFrom.context.age' })] },
  ],
])('a log is refused before anything is started: %s', async (_, startFrom, failure) => {
  const logs = join(rehearsal.folder, 'logs');
  await mkdir(logs, { recursive: true });
  await writeFile(join(logs, 'before.csv'), csvOf(LOG_ROWS));
  await writeFile(join(logs, 'one.csv'), csvOf(LOG_ROWS.filter(([creative]) => creative === 'mens_email')));
  await writeFile(join(logs, 'headless.csv'), 'ana@shop.example,3,1\nbob@shop.example,4,0\n');
  await writeFile(join(logs, 'none.csv'), csvOf(LOG_ROWS.map((row) => row.with(4, 0))));
  await writeFile(join(logs, 'bad.csv'), csvOf(LOG_ROWS.map((row, at) => (at === 1 ? row.with(4, 'soon') : row))));
  await writeThird(startFrom);
  await rehearsal.inside((workspace) => expect(start(workspace, THIRD)).rejects.toMatchObject(failure));
});

test('an agent begins with a log, says that its propensities are estimated, and replays the same without the file', async () => {
  await writeSecond(AGENT);
  await writeThird(LOG);
  const { day } = await rehearsal.inside(async (workspace) => {
    expect((await start(workspace, THIRD)).setAside).toBe('email 9 values in attribute zip_code');
    return run(workspace, THIRD);
  });
  await rm(join(rehearsal.folder, 'logs'), { recursive: true });
  await rehearsal.inside(async (workspace) => {
    const version = deserializePolicyVersion((await policyVersion(workspace.store.state.db, THIRD, 1))!.payload);
    if (version.kind !== 'linear_draws') throw new Error('the first version knows nothing');
    const layout = featureLayout(actionSpaceOf(version.space), version.contextSize);
    const [mens, womens] = layout.optionOffsets[0]!;
    const better = Array.from({ length: version.draws }, (_, draw) => draw * layout.size).filter(
      (at) => version.coefficients[at + womens!]! > version.coefficients[at + mens!]!,
    );
    expect(better.length / version.draws).toBeGreaterThan(0.9);
    const { timeline } = (await loadReport(workspace, THIRD))!;
    const began = timeline.find(({ label }) => label.startsWith('Began with'))!;
    expect(began.label).toBe('Began with the log logs/before.csv (propensities estimated)');
    expect(began.details).toMatch(
      /^900 decisions up to 2025-12-09, which say as much as \d+ by lot, without what looks personal \(email 9 values in attribute zip_code\): 2 options and \d+ numbers/,
    );
    const decisionId = (await readDecisionIds(workspace, day))[0]!;
    const { beganWith } = await explainCustomer({ workspace, agentName: THIRD, day, who: { decisionId } });
    expect(beganWith).toBe('the log logs/before.csv (propensities estimated)');
    expect((await replayDay({ workspace, agentName: THIRD, day })).differences).toEqual([]);
    expect(await simulatedStart(workspace, SECOND)).toEqual({
      begins: { with: `what ${AGENT} learned`, holds: 1 },
      beginsWithout: null,
    });
    expect(await simulatedStart(workspace, THIRD)).toEqual({
      begins: null,
      beginsWithout: 'there is no log logs/before.csv in the workspace folder',
    });
  });
});

/** With what a forecast lets it begin. */
async function simulatedStart(workspace: Workspace, agentName: string) {
  const { begins, beginsWithout } = await simulateAgent({
    ...{ workspace, agentName, weeks: 2, worlds: 1, seed: '1', today: FIRST_DAY },
    ...{ changes: { startHolds: 1, customers: 200 }, signal: new AbortController().signal },
  });
  return { begins, beginsWithout };
}

async function readDecisionIds({ store }: Workspace, day: Day): Promise<readonly string[]> {
  const columns = await store.lake.read({
    ...{ table: 'decisions', agent: THIRD, day },
    columns: [{ name: 'decision_id', type: 'string' }],
  });
  return valuesOf(columns, 'decision_id', 'string') as readonly string[];
}
