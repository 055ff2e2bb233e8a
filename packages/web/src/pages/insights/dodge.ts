/**
 * Dots on a line that move off it, up and down in turn, until they touch no other: what lies thick stands high. Past `room` they lie
 * over each other. In the order of `places`; pairs of place and distance from the line.
 */
export function dodged(places: readonly number[], radius: number, room: number): (readonly [number, number])[] {
  const put: (readonly [number, number])[] = [];
  return places.map((x) => {
    const near = put.filter(([other]) => Math.abs(other - x) < 2 * radius);
    let offset = 0;
    for (let step = 0; Math.abs(offset) <= room; step++) {
      offset = (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * radius;
      if (!near.some(([other, dy]) => (other - x) ** 2 + (dy - offset) ** 2 < (2 * radius) ** 2)) break;
    }
    const dot = [x, Math.max(-room, Math.min(room, offset))] as const;
    put.push(dot);
    return dot;
  });
}
