import type { Report } from '@fitly/core/report';
import { wrap } from '../wrap.ts';
import { dim, heading, type ReportLook } from './lines.ts';

export function notes({ notes: { real, planted } }: Report, look: ReportLook): string[] {
  if (real.length + planted.length === 0) return [];
  const line = (word: string) => (note: string) => {
    const [first = '', ...more] = wrap(note, look.width - 11);
    return [`  ${dim(word.padEnd(8), look)} ${first}`, ...more.map((rest) => `${' '.repeat(11)}${rest}`)];
  };
  return [
    heading('What is real and what is planted', look),
    ...real.flatMap(line('real')),
    ...planted.flatMap(line('planted')),
  ];
}
