/** One window of two weeks: which real outcome happens in it, and when. */
import { type SipKey, sipHash64 } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Donors } from './donors.ts';
import { delayAfterSend, delayWithoutSend, PURCHASE_AFTER_VISIT_MS } from './planted.ts';
import { ARMS, type Arm, type Customer, type Row } from './rows.ts';

/** A visit, with the purchase that may follow it. */
export interface Visit {
  readonly at: Instant;
  readonly purchase: { readonly at: Instant; readonly cents: number } | null;
}
/** A send as the customer's behaviour sees it. */
export interface Send {
  readonly at: Instant;
  readonly arm: Exclude<Arm, 'none'>;
  /** Factor on the visit rate; 1 = as in the experiment. */
  readonly factor: number;
}
export interface World {
  readonly key: SipKey;
  readonly donors: Donors;
}

/** What a send at `send.at` leads to within two weeks, or null for nothing. `index` numbers the customer. */
export function outcomeOfSend(world: World, index: number, customer: Customer, send: Send): Visit | null {
  const draw = drawsOf(world.key, index, send.arm, send.at);
  const donor = drawDonor(world.donors, send.arm, customer, send.factor, draw);
  return donor.visit ? visitAt(send.at + delayAfterSend(draw('delay')), donor) : null;
}

/** What happens in the two weeks from `windowAt` without any send, or null for nothing. */
export function outcomeWithoutSend(world: World, index: number, customer: Customer, windowAt: Instant): Visit | null {
  const draw = drawsOf(world.key, index, 'none', windowAt);
  const donor = drawDonor(world.donors, 'none', customer, 1, draw);
  return donor.visit ? visitAt(windowAt + delayWithoutSend(draw('delay')), donor) : null;
}

const visitAt = (at: Instant, { conversion, spendCents }: Row): Visit => ({
  at,
  purchase: conversion ? { at: at + PURCHASE_AFTER_VISIT_MS, cents: spendCents } : null,
});

type Purpose = 'donor' | 'redraw' | 'second_donor' | 'delay';
const PURPOSES: readonly Purpose[] = ['donor', 'redraw', 'second_donor', 'delay'];
type Draw = (purpose: Purpose) => number;

/**
 * A donor of the customer's cell such that the visit rate is factor · p, with p the cell's own rate: one donor is drawn;
 * for f < 1 a visitor is drawn again with probability (1 − f)/(1 − p), so that p·(1 − (1 − f)/(1 − p)·(1 − p)) = f·p; for
 * f > 1 a non-visitor is drawn again with probability (f − 1)/(1 − p), so that p + (1 − p)·(f − 1)/(1 − p)·p = f·p.
 * Either way the outcome is a whole real one, so conversion and spend follow the visit as they really did.
 */
function drawDonor(donors: Donors, arm: Arm, customer: Customer, factor: number, draw: Draw): Row {
  const cell = donors(arm, customer);
  const pick = (u: number): Row => cell.donors[Math.floor(u * cell.donors.length)]!;
  const first = pick(draw('donor'));
  const again = first.visit ? 1 - factor : factor - 1;
  if (again <= 0 || draw('redraw') >= again / (1 - cell.visitRate)) return first;
  return pick(draw('second_donor'));
}

const message = new Uint8Array(16);
const view = new DataView(message.buffer);

/** Uniform numbers in [0, 1) named by customer, arm, instant and purpose: nothing else moves them. */
function drawsOf(key: SipKey, index: number, arm: Arm, at: Instant): Draw {
  return (purpose) => {
    view.setUint32(0, index, true);
    view.setUint32(4, ARMS.indexOf(arm) * PURPOSES.length + PURPOSES.indexOf(purpose), true);
    view.setFloat64(8, at, true);
    const [low, high] = sipHash64(key, message);
    return (high * 2097152 + (low >>> 11)) / 9007199254740992;
  };
}
