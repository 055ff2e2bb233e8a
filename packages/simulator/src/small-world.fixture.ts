/** A small world for tests: two personas, two offers, two hours, everything that a world can do at least once. */
import { parseWorldFile } from './world-file/parse-world-file.ts';
import type { WorldSpec } from './world-file/world-schema.ts';

export const START_AT = Date.parse('2026-03-02T05:00:00Z');

export const SMALL_WORLD = `
name: small
customers: 400
idPrefix: sm-
timeZones: { Europe/Madrid: 1, America/New_York: 1 }
every: 7 days
personas:
  saver: { weight: 1, attributes: { coupons: { integer: [5, 9] } } }
  spender: { weight: 1 }
attributes:
  coupons: { integer: [0, 4] }
  basket: { lognormal: { median: 40, sigma: 0.3 }, decimals: 2 }
  region: { oneOf: { north: 3, south: 1 }, missing: 10% }
  member: { probability: 30% }
campaigns:
  default: { id: c-1, channel: email }
segments:
  - { id: s-1, name: Everybody }
  - { id: s-2, name: Members, when: { attribute: { member: true } }, leaveAfter: signup }
dimensions:
  - id: offer
    options:
      - { id: plain, properties: { offer: plain, percent: 0 } }
      - { id: cheap, properties: { offer: cheap, percent: 20 } }
  - id: send_hour
    options:
      - { id: h08, hour: 8 }
      - { id: h20, hour: 20 }
outcomes:
  order:
    purchase: { property: offer, otherwise: other }
    background: { perDay: 0.02, effects: [{ when: { persona: spender }, multiply: 2 }, { when: { day: { from: 20 } }, multiply: 0.5 }] }
    response:
      rate: 10%
      effects:
        - { when: { persona: saver }, per: { property: percent, unit: 20 }, add: 1.2 }
        - { when: { persona: spender, hour: { from: 18, below: 22 } }, add: 0.8 }
    delay: { mean: 1 day, within: 5 days }
    amount:
      lognormal: { median: 30, sigma: 0.4 }
      effects: [{ when: { property: { offer: cheap } }, multiply: 0.8 }]
    fields:
      offer: { property: offer }
      region: { attribute: region }
      shop: { oneOf: { web: 1, store: 1 } }
  signup:
    event: signed_up
    once: true
    background: { perDay: 0.01 }
    response: { rate: 5% }
messages:
  open: { rate: 30% }
  click: { rate: 20% }
  unsubscribe: { rate: 1% }
  fatigue:
    - { within: 7 days, add: -0.5, unsubscribe: 0.2 }
reward:
  outcome: order
  value: amount
  costs:
    - { perSend: 0.1 }
    - { when: { property: { offer: cheap } }, perEvent: 1 }
`;

/** The small world with some of its text replaced; throws when the result is no world. */
export function smallWorld(...replacements: readonly (readonly [from: string, to: string])[]): WorldSpec {
  const text = replacements.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the small world does not say: ${from}`);
    return before.replace(from, to);
  }, SMALL_WORLD);
  const parsed = parseWorldFile(text, 'world.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.spec;
}
