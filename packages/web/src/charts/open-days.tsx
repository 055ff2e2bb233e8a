import { openSpan } from './open-span.ts';
import type { Scale } from './scale.ts';

interface Props {
  /** Null: of no day more may be told. */
  readonly openFrom: string | null;
  /** Number of the first drawn day. */
  readonly first: number;
  readonly x: Scale;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Provisional days on grey ground, whatever line lies on them. */
export function OpenDays({ openFrom, top, bottom, ...place }: Props) {
  if (openFrom === null) return null;
  const { left, width } = openSpan({ openFrom, ...place });
  return <rect {...{ x: left, y: top, width, height: bottom - top, fill: 'var(--unsure-band)' }} />;
}
