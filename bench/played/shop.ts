/**
 * Made-up customers of a shop, some of whom always come often: what each did before says much of what they do next. What they do
 * is a function of customer, day and the message before, and the shop tells of it in files, as its warehouse would.
 */
import type { Audience, SandboxOptions } from '@fitly/braze-sandbox';
import { CAMPAIGNS, SEGMENT_ID } from '@fitly/braze-sandbox';
import { sipKey, uniform } from '@fitly/core/math';
import type { Day, Instant } from '@fitly/core/terms';
import { dayNumber, dayOf } from '@fitly/core/time';

const ZONE = 'America/New_York';
const KEY = sipKey('5f'.repeat(16));
/** For so many days after a message customers come more often. */
const MOVED_DAYS = 3;
const LIFT: Readonly<Record<string, number>> = { personal: 1.6, benefit: 1.2, plain: 1 };

export interface Shop {
  readonly audience: Audience;
  readonly segments: SandboxOptions['segments'];
  readonly campaigns: SandboxOptions['campaigns'];
  /** Lines of CSV, with a header: visits of the days from `from` up to and including `to`. `thrice`: whose are told three times. */
  visitsAsCsv(from: Day, to: Day, thrice: (externalId: string) => boolean): string;
}

interface ShopSize {
  readonly firstDay: Day;
  /** Customers on the first day, and how many more come on each. */
  readonly atFirst: number;
  readonly aDay: number;
  readonly days: number;
}

const shopId = (index: number): string => `shop-${String(index).padStart(5, '0')}`;

export function createShop({ firstDay, atFirst, aDay, days }: ShopSize): Shop {
  const size = atFirst + aDay * days;
  const start = dayNumber(firstDay);
  const sends = Array.from({ length: size }, (): { day: number; lift: number }[] => []);
  const comesFrom = (index: number): number => start + Math.max(0, Math.ceil((index - atFirst + 1) / aDay));
  const numberOf = (at: Instant): number => dayNumber(dayOf(at, ZONE));
  const visits = (index: number, day: number): boolean => {
    const often = 0.02 + 0.6 * uniform(KEY, 'often', String(index)) ** 6;
    const sent = sends[index]!.findLast((send) => send.day <= day);
    const lift = sent !== undefined && day - sent.day < MOVED_DAYS ? sent.lift : 1;
    return uniform(KEY, 'visit', `${index} ${day}`) < often * lift;
  };
  return {
    audience: {
      fingerprint: `shop of ${size}`,
      size,
      constant: false,
      externalId: shopId,
      find: (id) => (/^shop-\d{5}$/.test(id) && Number(id.slice(5)) < size ? Number(id.slice(5)) : -1),
      timeZone: () => ZONE,
      profileField: () => undefined,
      attributes: (index, at) => ({ channel: channelOf(index, numberOf(at) - start), newbie: index % 4 === 0 }),
      totals: () => ({ events: [], purchases: [] }),
      receive(index, at, { properties }) {
        sends[index]!.push({ day: numberOf(at) + 1, lift: LIFT[String(properties['subject_line'])] ?? 1 });
        return [];
      },
      activity: () => [],
    },
    segments: [{ id: SEGMENT_ID, name: 'Everybody', members: (index, at) => comesFrom(index) <= numberOf(at) }],
    campaigns: triggeredCampaigns(),
    visitsAsCsv(from, to, thrice) {
      const lines = ['customer,what,at,id'];
      for (let day = dayNumber(from); day <= dayNumber(to); day += 1)
        for (let index = 0; index < size; index += 1) {
          if (!visits(index, day)) continue;
          const at = new Date(day * 86_400_000 + 15 * 3_600_000 + index).toISOString();
          const id = `${index}-${day}`;
          lines.push(`${shopId(index)},visit,${at},${id}`);
          if (thrice(shopId(index)))
            for (const copy of ['again', 'and-again']) lines.push(`${shopId(index)},visit,${at},${id}-${copy}`);
        }
      return `${lines.join('\n')}\n`;
    },
  };
}

/** One in ten moves to another channel on the tenth day: their past stays where it was. */
const channelOf = (index: number, day: number): string =>
  index % 10 === 0 && day >= 10 ? 'store' : ['web', 'app', 'store'][index % 3]!;

export const triggeredCampaigns = (): SandboxOptions['campaigns'] =>
  [...CAMPAIGNS.keys()].map((id) => ({
    id,
    name: id,
    messages: [
      {
        id: id.replace(/^c/, 'd'),
        channel: 'email',
        content: {
          subject: 'News',
          from: 'Shop <shop@example.com>',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Liquid.
          body: '{% message_extras :key decision_id :value {{api_trigger_properties.${decision_id}}} %}',
        },
      },
    ],
  }));
