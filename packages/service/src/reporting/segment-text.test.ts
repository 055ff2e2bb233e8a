import { expect, test } from 'vitest';
import { parseSegment, segmentText } from './segment-text.ts';

test.each(['country=DE', 'plan=a=b', 'channel=(missing)', 'vip='])('%s is read as it is written', (text) => {
  expect(segmentText(parseSegment(text))).toBe(text);
});

test.each(['', 'country', '=DE'])('"%s" is no segment, and how to write one is said', (text) => {
  expect(() => parseSegment(text)).toThrow(expect.objectContaining({ code: 'segment_unknown' }));
});
