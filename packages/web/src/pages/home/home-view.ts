/** What the first page says: how many agents have shown an uplift, and what needs somebody. */
import type { Report } from '@fitly/contract/api';
import type { Feed, ListedAgent } from '../../client/types.ts';
import { count, day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

export interface AgentReading {
  readonly agent: ListedAgent;
  /** Undefined while it is read; null where there is none yet, or it cannot be read. */
  readonly report: Report | null | undefined;
  readonly isBroken: boolean;
}

export interface Need {
  readonly title: string;
  readonly why: string;
  readonly isUrgent: boolean;
  /** Page that shows more of it; null for what concerns no agent. */
  readonly page: { readonly agent: string; readonly to: 'performance' | 'runs' } | null;
}

export const isRunning = ({ agent }: AgentReading): boolean => agent.state === 'running' && !agent.killed;

/** First sentence of the page; the second says what needs the reader. */
export function upliftSentence(readings: readonly AgentReading[]): string {
  const running = readings.filter(isRunning);
  if (running.some(({ report }) => report === undefined)) return text('homeReading');
  const shown = running.filter(({ report }) => report?.contrasts[0]?.verdict === 'better').length;
  if (running.length === 0) return text('homeNothingRuns');
  if (running.length === 1) return text(shown === 1 ? 'homeUpliftOnly' : 'homeUpliftNoneOne');
  if (shown === 0) return text('homeUpliftNone', { count: running.length });
  if (shown === running.length) return text('homeUpliftAll', { count: shown });
  if (shown === 1) return text('homeUpliftOneOf', { count: running.length });
  return text('homeUpliftSome', { shown, count: running.length });
}

/** Empty while it is not known yet: what has not been read may need somebody. */
export function needsSentence(needs: readonly Need[], readings: readonly AgentReading[]): string {
  if (needs.length === 0 && readings.some(({ report }) => report === undefined)) return '';
  if (needs.length === 0) return text('homeNeedsNothing');
  return needs.length === 1 ? text('homeNeedsOne') : text('homeNeedsMany', { count: needs.length });
}

/** What is urgent first. */
export function needsOf(readings: readonly AgentReading[], feeds: readonly Feed[]): Need[] {
  const needs = [...readings.flatMap(needsOfAgent), ...feeds.flatMap(needsOfFeed)];
  return needs.toSorted((a, b) => Number(b.isUrgent) - Number(a.isUrgent));
}

function needsOfAgent({ agent, report, isBroken }: AgentReading): Need[] {
  const { name } = agent;
  const onRuns = { page: { agent: name, to: 'runs' } as const };
  const onPerformance = { page: { agent: name, to: 'performance' } as const };
  const needs: (Need | false)[] = [
    agent.killed && {
      ...onRuns,
      title: text('needKilled', { agent: name }),
      why: text('needKilledWhy'),
      isUrgent: true,
    },
    agent.unfinished && {
      ...{ ...onRuns, isUrgent: false, why: text('needUnfinishedWhy') },
      title: text('needUnfinished', { agent: name, day: agent.lastDay === null ? text('none') : day(agent.lastDay) }),
    },
    !agent.valid &&
      agent.state !== 'draft' && {
        page: null,
        title: text('needInvalid', { agent: name }),
        why: text('needInvalidWhy'),
        isUrgent: true,
      },
    isBroken && {
      ...onPerformance,
      title: text('needBroken', { agent: name }),
      why: text('brokenStill'),
      isUrgent: true,
    },
    ...(report?.checks ?? [])
      .filter(({ state }) => state === 'failed' || state === 'noted')
      .map(({ summary, detail, state }) => ({
        ...{
          ...onPerformance,
          title: text('needCheck', { agent: name, check: summary }),
          why: detail,
          isUrgent: state === 'failed',
        },
      })),
    ...(report?.contrasts ?? [])
      .filter(({ verdict }) => verdict === 'withheld')
      .map(({ title, reason }) => ({
        ...{ ...onPerformance, title: text('needWithheld', { agent: name }), isUrgent: false },
        why: `${title}: ${reason ?? text('unknown')}.`,
      })),
  ];
  return needs.filter((each) => each !== false);
}

const needsOfFeed = ({ name, doubts }: Feed): Need[] =>
  doubts.map((why) => ({ title: text('needFeed', { feed: name }), why: `${why}.`, isUrgent: false, page: null }));

/** `Day 56 · 38,400 customers`. */
export function standingOf({ agent, report }: AgentReading): string {
  if (agent.state === 'draft') return text('stateDraft');
  if (report === null || report === undefined) return text('homeDaysOnly', { day: agent.runs });
  const customers = report.groups.reduce((sum, { enrolled }) => sum + enrolled, 0);
  return text('homeDays', { day: agent.runs, customers: count(customers) });
}

interface Late {
  readonly day: string;
  readonly agent: string;
  readonly label: string;
}

/** Newest first, of all agents. */
export const lateOf = (readings: readonly AgentReading[], most: number): Late[] =>
  readings
    .flatMap(({ agent, report }) =>
      (report?.timeline ?? []).map(({ day: on, label }) => ({ day: on, agent: agent.name, label })),
    )
    .toSorted((a, b) => (a.day < b.day ? 1 : -1))
    .slice(0, most);
