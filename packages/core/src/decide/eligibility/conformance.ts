/**
 * What every way of working out who may get what must agree with, as tests: for each customer the mask and the reasons are
 * those of the plain rules below, which look at one customer and one action at a time. Batch, one customer at a time and
 * the random control all run it.
 */
import { expect, test } from 'vitest';
import { VERDICT } from '../../data/compiled-rules.ts';
import { contextRows } from '../../data/context-table.ts';
import { actionSpace } from '../../design/action-space.ts';
import type { Cap } from '../../design/agent.ts';
import { staticRefusals } from '../../design/static-eligibility.ts';
import { dayNumber, dayOf, resolveZone } from '../../time.ts';
import type { DecideDayInput } from '../decide-day-input.ts';
import { inputOfDay, type Programme, programmeOf } from '../programme.fixture.ts';
import { quietReasons } from '../quiet-times.ts';
import { sendInstants } from '../send-instant.ts';
import { type DailyBudget, dailyBudgets } from './budgets.ts';
import { messageOf } from './cap-refusals.ts';

export interface FoundEligibility {
  /** 1 = eligible; length: size of the space. */
  readonly mask: Uint8Array;
  /** Reason codes of everything that was refused beyond the day's base, each once, sorted. */
  readonly reasons: readonly string[];
}

/** For each customer of the groups that get decisions, in order; tickets play no part. */
export type EligibilityUnderTest = (input: DecideDayInput) => readonly FoundEligibility[];

export function eligibilityConformance(name: string, find: EligibilityUnderTest): void {
  test.each([0, 1, 2, 3])(`${name}: masks and reasons are those of the plain rules (part %i of 4)`, (part) => {
    for (let seed = part * 100; seed < (part + 1) * 100; seed++) {
      const input = inputWithHistory(programmeOf(seed), seed);
      const found = find(input);
      const rows = input.customers.flatMap(({ group }, row) => (DECIDED.includes(group) ? [row] : []));
      expect(found).toHaveLength(rows.length);
      for (const [at, row] of rows.entries()) {
        const plain = plainEligibility(input, row);
        expect([...found[at]!.mask], `programme ${seed}, customer ${row}`).toEqual([...plain.mask]);
        expect(found[at]!.reasons, `programme ${seed}, customer ${row}`).toEqual(plain.reasons);
      }
    }
  });
}

const DECIDED = ['agent', 'random_control'];

/** Some sends of the days before, and some of the budgets used. */
function inputWithHistory(programme: Programme, seed: number): DecideDayInput {
  const plain = inputOfDay(programme, seed % 3, { customers: programme.customers, spent: {} });
  const hours = [2, 20, 26, 49, 80];
  const messages = ['mail_0', 'mail_1', 'default', null];
  const customers = programme.customers.map((customer, i) => ({
    ...customer,
    recentSends: hours
      .filter((_, at) => (seed + i * 7 + at * 3) % 4 === 0)
      .map((hoursAgo, at) => ({ at: plain.decidedAt - hoursAgo * 3_600_000, message: messages[(i + at + seed) % 4]! })),
  }));
  const spent = Object.fromEntries(
    dailyBudgets(programme.agent, actionSpace(programme.agent.dimensions), {}).map(({ name }, b) => [
      name,
      (seed + b) % 9,
    ]),
  );
  return { ...plain, customers, spent };
}

/** The rules as they are written in the docs, without any sharing. */
export function plainEligibility(input: DecideDayInput, row: number): FoundEligibility {
  const space = actionSpace(input.agent.dimensions);
  const base = staticRefusals(space, input.agent.dimensions, input.day);
  const reasons = new Set<string>();
  const mask = Uint8Array.from({ length: space.size }, (_, action) => {
    if (base[action] !== null) return 0;
    const refused = plainRefusals(input, row, action);
    for (const reason of refused) reasons.add(reason);
    return Number(refused.length === 0);
  });
  return { mask, reasons: [...reasons].sort() };
}

function plainRefusals(input: DecideDayInput, row: number, action: number): string[] {
  const space = actionSpace(input.agent.dimensions);
  const table = contextRows(input.context, [row]);
  const options = Object.fromEntries(
    space.dimensions.map(({ id, optionIds }, dim) => [
      id,
      space.applies(action, dim) ? optionIds[space.optionIndex(action, dim)]! : null,
    ]),
  );
  const byRule = input.rules
    .filter((rule) => rule.evaluate(table, options)[0] !== VERDICT.no)
    .map((rule) => rule.reason);
  const budgets: readonly DailyBudget[] = dailyBudgets(input.agent, space, input.spent);
  const unaffordable = budgets.some(({ use, capacity }) => use[action]! > capacity) ? ['budget'] : [];
  if (space.isSilent(action)) return [...byRule, ...unaffordable];
  const { timeZone } = input.customers[row]!;
  const sentAt = sendInstants(input.agent, space, input.decidedAt)(action, timeZone);
  const sentOn = dayOf(sentAt, input.agent.timeZone);
  const byDate = input.agent.dimensions.flatMap((dimension, dim) => {
    const { validFrom, validTo } = dimension.options[space.optionIndex(action, dim)]!;
    if (validTo !== null && sentOn > validTo) return ['no_longer_valid'];
    return validFrom !== null && sentOn < validFrom ? ['not_yet_valid'] : [];
  });
  const byCap = input.agent.constraints.caps
    .filter((cap) => isCapped(cap, input, row, action))
    .map((cap) => `${cap.per}_cap`);
  const zone = resolveZone(timeZone, input.agent.delivery.fallbackTimeZone);
  const byClock = quietReasons(input.agent.constraints, sentAt, zone);
  return [...byRule, ...byDate, ...byClock, ...byCap, ...unaffordable];
}

function isCapped(cap: Cap, { agent, customers, decidedAt }: DecideDayInput, row: number, action: number): boolean {
  const space = actionSpace(agent.dimensions);
  const { timeZone, recentSends } = customers[row]!;
  const at = sendInstants(agent, space, decidedAt)(action, timeZone);
  const zone = resolveZone(timeZone, agent.delivery.fallbackTimeZone);
  const counted = recentSends.filter((send) => {
    if (cap.per === 'message' && send.message !== messageOf(agent, space, action)) return false;
    if (cap.per === 'agent' && send.message === null) return false;
    if (cap.window === 'rolling') return Math.abs(at - send.at) < cap.days * 24 * 3_600_000;
    return Math.abs(dayNumber(dayOf(at, zone)) - dayNumber(dayOf(send.at, zone))) < cap.days;
  });
  return counted.length >= cap.max;
}
