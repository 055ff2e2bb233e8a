/**
 * Which action wins each posterior draw: four draws in a vector (a *block*), four customers at a time (a *group*), so that
 * a pair sum and an instruction of the program are read once for four customers, and everything a block needs stays in the
 * first-level cache. The additions of one score happen in the order that `core/policy/linear-scores.ts` fixes, in single
 * precision and never fused, so that the result is equal bit for bit.
 *
 * Memory, all numbers little-endian, all starts multiples of 16:
 * - weights: block, option, [1, x], draw of the block: float32. The option after the last has weight 0 everywhere;
 * - pairs: block, action, draw of the block: float32;
 * - contexts: customer, number: float32;
 * - groups: address of a program, then four customers: int32. A group of fewer repeats its last customer;
 * - program of a mask: number of runs; each run: number of first options, their offsets, number of actions, and for each
 *   action the offset of its last option and its number: int32. An offset is 64 times the option's number;
 * - scratch: contextSize × 64 bytes, then options × 64 bytes;
 * - winners: customer, draw: int32.
 */
const VECTOR: usize = 16;
const GROUP: usize = 64;

/** Returns how many draws, of customers counted with repetition, no action won. */
export function findWinners(
  blocks: usize,
  options: usize,
  contextSize: usize,
  actions: usize,
  weights: usize,
  pairs: usize,
  contexts: usize,
  groups: usize,
  groupCount: usize,
  scratch: usize,
  winners: usize,
): i32 {
  const scores = scratch + contextSize * GROUP;
  let lost = 0;
  for (let block: usize = 0; block < blocks; block++) {
    const weightsOfBlock = weights + block * options * (1 + contextSize) * VECTOR;
    const pairsOfBlock = pairs + block * actions * VECTOR;
    for (let group: usize = 0; group < groupCount; group++) {
      const record = groups + group * 20;
      spreadContexts(record, contexts, contextSize, scratch);
      scoreOptions(weightsOfBlock, options, contextSize, scratch, scores);
      lost += playActions(record, scores, pairsOfBlock, winners + block * VECTOR, blocks * VECTOR);
    }
  }
  return lost;
}

/** Each number of each of the four customers into all four lanes. */
function spreadContexts(record: usize, contexts: usize, contextSize: usize, target: usize): void {
  for (let customer: usize = 0; customer < 4; customer++) {
    let from = contexts + load<usize>(record + (1 + customer) * 4) * contextSize * 4;
    let to = target + customer * VECTOR;
    for (let j: usize = 0; j < contextSize; j++) {
      v128.store(to, v128.load_splat<f32>(from));
      from += 4;
      to += GROUP;
    }
  }
}

function scoreOptions(weights: usize, options: usize, contextSize: usize, spread: usize, scores: usize): void {
  let weight = weights;
  for (let option: usize = 0; option < options; option++) {
    let a = v128.load(weight);
    let b = a;
    let c = a;
    let d = a;
    weight += VECTOR;
    let x = spread;
    for (let j: usize = 0; j < contextSize; j++) {
      const w = v128.load(weight);
      a = f32x4.add(a, f32x4.mul(v128.load(x), w));
      b = f32x4.add(b, f32x4.mul(v128.load(x, 16), w));
      c = f32x4.add(c, f32x4.mul(v128.load(x, 32), w));
      d = f32x4.add(d, f32x4.mul(v128.load(x, 48), w));
      weight += VECTOR;
      x += GROUP;
    }
    v128.store(scores, a);
    v128.store(scores, b, 16);
    v128.store(scores, c, 32);
    v128.store(scores, d, 48);
    scores += GROUP;
  }
}

/** Strictly greater wins and actions come in ascending order, so of equal scores the lowest action stays. */
function playActions(record: usize, scores: usize, pairs: usize, winners: usize, rowBytes: usize): i32 {
  let at: usize = load<usize>(record);
  const lowest = f32x4.splat(-f32.MAX_VALUE * 2);
  const none = i32x4.splat(0);
  let bestA = lowest;
  let bestB = lowest;
  let bestC = lowest;
  let bestD = lowest;
  let wonA = none;
  let wonB = none;
  let wonC = none;
  let wonD = none;
  let runs = load<usize>(at);
  at += 4;
  for (; runs > 0; runs--) {
    let terms = load<usize>(at);
    at += 4;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (; terms > 0; terms--) {
      const option = scores + load<usize>(at);
      a = f32x4.add(a, v128.load(option));
      b = f32x4.add(b, v128.load(option, 16));
      c = f32x4.add(c, v128.load(option, 32));
      d = f32x4.add(d, v128.load(option, 48));
      at += 4;
    }
    let count = load<usize>(at);
    at += 4;
    for (; count > 0; count--) {
      const last = scores + load<usize>(at);
      const action = v128.load_splat<u32>(at, 4);
      const pair = v128.load(pairs + load<usize>(at, 4) * VECTOR);
      at += 8;
      const scoreA = f32x4.add(f32x4.add(a, v128.load(last)), pair);
      wonA = i32x4.max_s(wonA, v128.and(f32x4.gt(scoreA, bestA), action));
      bestA = f32x4.pmax(bestA, scoreA);
      const scoreB = f32x4.add(f32x4.add(b, v128.load(last, 16)), pair);
      wonB = i32x4.max_s(wonB, v128.and(f32x4.gt(scoreB, bestB), action));
      bestB = f32x4.pmax(bestB, scoreB);
      const scoreC = f32x4.add(f32x4.add(c, v128.load(last, 32)), pair);
      wonC = i32x4.max_s(wonC, v128.and(f32x4.gt(scoreC, bestC), action));
      bestC = f32x4.pmax(bestC, scoreC);
      const scoreD = f32x4.add(f32x4.add(d, v128.load(last, 48)), pair);
      wonD = i32x4.max_s(wonD, v128.and(f32x4.gt(scoreD, bestD), action));
      bestD = f32x4.pmax(bestD, scoreD);
    }
  }
  v128.store(winners + load<usize>(record, 4) * rowBytes, wonA);
  v128.store(winners + load<usize>(record, 8) * rowBytes, wonB);
  v128.store(winners + load<usize>(record, 12) * rowBytes, wonC);
  v128.store(winners + load<usize>(record, 16) * rowBytes, wonD);
  return lost(bestA, lowest) + lost(bestB, lowest) + lost(bestC, lowest) + lost(bestD, lowest);
}

function lost(best: v128, lowest: v128): i32 {
  return popcnt(i32x4.bitmask(f32x4.eq(best, lowest)));
}
