/**
 * Made-up readers whose taste and whose scanners disagree: people click what is picked for them, and scanners click what is plain.
 * With every click counted it is random control that seems to do better.
 */
import type { Audience, SandboxOptions } from '@fitly/braze-sandbox';
import { SEGMENT_ID } from '@fitly/braze-sandbox';
import { sipKey, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import { triggeredCampaigns } from './shop.ts';

const KEY = sipKey('6a'.repeat(16));
const PEOPLE: Readonly<Record<string, number>> = { personal: 0.4, benefit: 0.15, plain: 0.05 };
const SCANNERS: Readonly<Record<string, number>> = { personal: 0, benefit: 0, plain: 0.9 };
const HOUR_MS = 3_600_000;

export interface Clickers {
  readonly audience: Audience;
  readonly segments: SandboxOptions['segments'];
  readonly campaigns: SandboxOptions['campaigns'];
}

export function createClickers(size: number): Clickers {
  const happens = (what: string, index: number, at: Instant, rates: Readonly<Record<string, number>>, line: string) =>
    uniform(KEY, what, `${index} ${at}`) < (rates[line] ?? 0);
  return {
    audience: {
      fingerprint: `clickers, ${size}`,
      size,
      constant: true,
      externalId: (index) => `reader-${index}`,
      find: (id) => (/^reader-\d+$/.test(id) && Number(id.slice(7)) < size ? Number(id.slice(7)) : -1),
      timeZone: () => 'America/New_York',
      profileField: () => undefined,
      attributes: (index) => ({ channel: ['web', 'app', 'store'][index % 3], newbie: index % 4 === 0 }),
      totals: () => ({ events: [], purchases: [] }),
      receive(index, at, { properties }) {
        const line = String(properties['subject_line']);
        return [
          ...(happens('scanner', index, at, SCANNERS, line)
            ? [{ kind: 'click' as const, at: at + 5_000, machine: true }]
            : []),
          ...(happens('person', index, at, PEOPLE, line)
            ? [
                { kind: 'open' as const, at: at + HOUR_MS },
                { kind: 'click' as const, at: at + HOUR_MS + 60_000 },
              ]
            : []),
        ];
      },
      activity: () => [],
    },
    segments: [{ id: SEGMENT_ID, name: 'Everybody', members: 'everyone' }],
    campaigns: triggeredCampaigns(),
  };
}
