/** Roots of functions of one variable. */

/**
 * The u in [low, high] with f(u) = 0, for a continuous f whose values at both ends have different signs (else the end
 * nearer to 0 is returned). Brent's method: interpolation, halved where it would be slow. Exact to `tolerance` (absolute
 * in u) or to the last digits of u.
 */
export function solve(f: (u: number) => number, low: number, high: number, tolerance = 0): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) return Math.abs(fa) < Math.abs(fb) ? a : b;
  let c = a;
  let fc = fa;
  let step = b - a;
  let before = step;
  for (let k = 0; k < 300; k += 1) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = b - a;
      before = step;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const room = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2 + Number.MIN_VALUE;
    const half = (c - b) / 2;
    if (Math.abs(half) <= room || fb === 0) return b;
    const tried = Math.abs(before) >= room && Math.abs(fa) > Math.abs(fb) ? interpolate(a, fa, b, fb, c, fc) : null;
    if (tried !== null && isInside(tried, half, room, before)) {
      before = step;
      step = tried;
    } else {
      step = half;
      before = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > room ? step : Math.sign(half) * room;
    fb = f(b);
  }
  return b;
}

const isInside = (tried: number, half: number, room: number, before: number): boolean =>
  tried > 0 === half > 0 && 2 * Math.abs(tried) < Math.min(3 * Math.abs(half) - room, Math.abs(before));

/** Step from b: a line through two points, or an inverse parabola through three. */
function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (1 - s);
  const q = fa / fc;
  const r = fb / fc;
  const numerator = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -numerator / ((q - 1) * (r - 1) * (s - 1));
}

/**
 * The u in [low, high] where a function that never rises passes 0; an end where it does not. It may be infinite at the
 * ends, which only its sign is asked for.
 */
export function bisect(falling: (u: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let k = 0; k < 1100; k += 1) {
    const middle = a + (b - a) / 2;
    if (middle === a || middle === b) break;
    if (falling(middle) > 0) a = middle;
    else b = middle;
  }
  return falling(b) > 0 ? b : a;
}
