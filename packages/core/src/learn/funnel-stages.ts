/** How far down a funnel decisions led: one number each, from which the stages follow. */

/**
 * `reached`: for each stage, from the most frequent to the rarest and the success last, which decisions had its event. Who did
 * a later one has passed those before, whether anybody saw it or not: an order without a click that was told of is no order
 * of somebody who never came.
 */
export function stagesPassed(reached: readonly (readonly boolean[])[], decisions: number): Float64Array {
  const passed = new Float64Array(decisions);
  for (const [stage, of] of reached.entries()) {
    for (let row = 0; row < decisions; row++) if (of[row] === true) passed[row] = stage + 1;
  }
  return passed;
}

/** Of `count` stages, 0 or 1 per row as `TrainingRows.passed`. */
export const passedOf = (stages: Float64Array, count: number): Float64Array[] =>
  Array.from({ length: count }, (_, stage) => stages.map((each) => Number(each > stage)));
