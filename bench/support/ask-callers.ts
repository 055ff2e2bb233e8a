/** Callers of the decide API in a process of their own, each of whom asks again as soon as it was answered. */
import { Agent, request } from 'node:http';

export interface AskPlan {
  readonly url: string;
  readonly key: string;
  readonly agent: string;
  /** Bodies of the calls, each asked once. */
  readonly customers: readonly (readonly string[])[];
  readonly callers: number;
}

export interface AskFigures {
  readonly seconds: number;
  readonly waitsMs: readonly number[];
}

async function askAll({ url, key, agent, customers, callers }: AskPlan): Promise<AskFigures> {
  const connections = new Agent({ keepAlive: true, maxSockets: callers });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const target = new URL(`/api/v1/agents/${agent}/decide`, url);
  const askOnce = (of: readonly string[]): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const asked = request(target, { method: 'POST', agent: connections, headers }, (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve(performance.now() - started) : reject(new Error(`${answer.statusCode}`)),
        );
      });
      asked.on('error', reject);
      asked.end(JSON.stringify({ customers: of.map((customer) => ({ customer })) }));
    });
  const waitsMs: number[] = [];
  let next = 0;
  const started = performance.now();
  const work = async (): Promise<void> => {
    while (next < customers.length) waitsMs.push(await askOnce(customers[next++]!));
  };
  await Promise.all(Array.from({ length: callers }, work));
  connections.destroy();
  return { seconds: (performance.now() - started) / 1_000, waitsMs };
}

process.once('message', (plan) => {
  void askAll(plan as AskPlan).then((figures) => {
    // Only once it has left: a channel that is closed before loses what is under way.
    process.send?.(figures, () => process.disconnect?.());
  });
});
