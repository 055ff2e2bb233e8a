/**
 * `npm run campaign:fuzz -- --requests 100000 --seed 1`: the long form of the fuzz in test/api/api.test.ts. Requests made from the
 * service's own OpenAPI document against a workspace that has run; prints the answers by status, and everything that broke a
 * promise.
 */
import { parseArgs } from 'node:util';
import { sipKey, subKey, uniform } from '@fitly/core/math';
import { forkJob } from '@fitly/service';
import { fuzz, type OpenApi } from '../test/api/fuzz.ts';
import { AGENT, startRehearsal } from '../test/support/rehearsal.ts';
import { serveApi } from '../test/support/serve-api.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const rehearsal = await startRehearsal({ customers: 150 });
try {
  await rehearsal.play(3);
  const server = await serveApi(rehearsal.folder, forkJob);
  const headers = { authorization: `Bearer ${server.key}` };
  const document = (await (await fetch(new URL('/api/v1/openapi.json', server.url), { headers })).json()) as OpenApi;
  const key = subKey(sipKey('000102030405060708090a0b0c0d0e0f'), 'fuzz', values.seed);
  let drawn = 0;
  const result = await fuzz({
    ...{ address: server.url.slice(0, -1), key: server.key, document, requests: Number(values.requests) },
    random: () => uniform(key, String(drawn++)),
    known: { agent: [AGENT], name: [AGENT, 'second'], day: ['2026-01-05', '2026-01-07'], customer: ['mtd-00003'] },
  });
  await server.close();
  const byStatus = Object.groupBy(Object.entries(result.statuses), ([name]) => name.split(' ')[1]!);
  for (const [status, entries = []] of Object.entries(byStatus).sort()) {
    console.log(`${status}  ${entries.reduce((sum, [, count]) => sum + count, 0)}`);
  }
  const answered = new Set(Object.keys(result.statuses).filter((each) => / 20[02]$/.test(each)));
  console.log(`${result.requests} requests; ${answered.size} operations answered with 200 or 202 at least once`);
  for (const each of result.broken.slice(0, 20)) console.log(`\n${each}`);
  console.log(result.broken.length === 0 ? 'No promise was broken.' : `FAILED: ${result.broken.length} answers above.`);
  process.exitCode = result.broken.length === 0 ? 0 : 1;
} finally {
  await rehearsal.close();
}
