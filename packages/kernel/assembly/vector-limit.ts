/**
 * What a vector unit can do at best: sums, products and maxima in twelve chains, so many that none waits for its own last
 * result, with nothing to read or write.
 */

/** 16 vector operations a round. Returns a number that depends on all of them, so that none is left out. */
export function spin(rounds: usize, start: f32): f32 {
  let a = f32x4.splat(start);
  let b = f32x4.splat(start + 1);
  let c = f32x4.splat(start + 2);
  let d = f32x4.splat(start + 3);
  let e = f32x4.splat(start + 4);
  let f = f32x4.splat(start + 5);
  let g = f32x4.splat(start + 6);
  let h = f32x4.splat(start + 7);
  let i = i32x4.splat(<i32>start);
  let j = i32x4.splat(<i32>start + 1);
  let k = i32x4.splat(<i32>start + 2);
  let l = i32x4.splat(<i32>start + 3);
  const step = f32x4.splat(start);
  const low = i32x4.splat(<i32>start);
  const mask = i32x4.splat(<i32>start + 6);
  for (; rounds > 0; rounds--) {
    a = f32x4.add(a, step);
    e = f32x4.mul(e, step);
    i = i32x4.max_s(v128.and(i, mask), low);
    b = f32x4.add(b, step);
    f = f32x4.mul(f, step);
    j = i32x4.max_s(v128.and(j, mask), low);
    c = f32x4.add(c, step);
    g = f32x4.mul(g, step);
    k = i32x4.max_s(v128.and(k, mask), low);
    d = f32x4.add(d, step);
    h = f32x4.mul(h, step);
    l = i32x4.max_s(v128.and(l, mask), low);
  }
  const sums = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  const products = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  const rest = v128.or(v128.or(i, j), v128.or(k, l));
  return f32x4.extract_lane(sums, 0) + f32x4.extract_lane(products, 0) + <f32>i32x4.extract_lane(rest, 0);
}
