/** Short forms that read well in a file, and what they mean. Each has its pattern here and its reading below. */
import { z } from 'zod';

const DURATION = /^(?:(\d+) *)?(d|day|days|w|week|weeks)$/;
const SHARE = /^(\d+(?:\.\d+)?) *%$/;

const durationForm = 'a number of days, such as `14 days`, `2 weeks` or `14`';
const shareForm = 'a share, such as `70%` or `0.7`';

export const duration = z.union([z.number(), z.string().regex(DURATION, { error: `expected ${durationForm}` })], {
  error: `expected ${durationForm}`,
});
export const share = z.union([z.number(), z.string().regex(SHARE, { error: `expected ${shareForm}` })], {
  error: `expected ${shareForm}`,
});

/** `14`, `14 days`, `2 weeks`, `day` → days. */
export function daysOf(value: z.infer<typeof duration>): number {
  if (typeof value === 'number') return value;
  const [, count = '1', unit = ''] = DURATION.exec(value) ?? [];
  return Number(count) * (unit.startsWith('w') ? 7 : 1);
}

/** `70%`, `0.7` → 0.7. A number is a share already: 70 means 7000 % and is refused where meaning is checked. */
export function shareOf(value: z.infer<typeof share>): number {
  return typeof value === 'number' ? value : Number(SHARE.exec(value)?.[1]) / 100;
}
