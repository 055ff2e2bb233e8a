// The smallest program that plays along (docs/reference/bench.md): it counts what each action brought, and prefers the best.
import { createInterface } from 'node:readline';

let sums = [];
let counts = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { start, decide, learn } = JSON.parse(line);
  if (start) {
    sums = start.actions.map(() => 0);
    counts = start.actions.map(() => 0);
  }
  if (learn) {
    for (const { action, reward } of learn) {
      sums[action] += reward;
      counts[action] += 1;
    }
  }
  if (decide) {
    const means = sums.map((sum, action) => (counts[action] === 0 ? 0 : sum / counts[action]));
    const best = means.indexOf(Math.max(...means));
    const row = means.map((_, action) => 0.1 / means.length + (action === best ? 0.9 : 0));
    console.log(JSON.stringify({ probabilities: decide.map(() => row) }));
  }
}
