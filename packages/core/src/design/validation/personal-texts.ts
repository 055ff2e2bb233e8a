/** Texts of the agent file that look personal. They are the marketer's own and go out as they stand, so this only warns. */
import { detectValue, isSuspect } from '../../privacy/index.ts';
import type { Agent, Dimension, Option } from '../agent.ts';
import { formatPath, type PathSegments } from './issue-path.ts';

export interface PersonalText {
  /** As in `Issue.path`. */
  readonly path: string;
  /** Quotes nothing of the text. A sentence without a full stop. */
  readonly reason: string;
}

/** In the order of the file; what a sentence says is no matter here, a message is made of sentences. */
export function personalTexts(agent: Agent): PersonalText[] {
  return [...look(['description'], agent.description), ...agent.dimensions.flatMap(ofDimension)];
}

const ofDimension = ({ label, options }: Dimension, index: number): PersonalText[] => [
  ...look(['dimensions', index, 'label'], label),
  ...options.flatMap((option, place) => ofOption(option, ['dimensions', index, 'options', place])),
];

const ofOption = ({ label, values }: Option, path: PathSegments): PersonalText[] => [
  ...look([...path, 'label'], label),
  ...Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' ? look([...path, 'values', name], value) : [],
  ),
];

function look(path: PathSegments, text: string): PersonalText[] {
  const finding = detectValue(text);
  if (!isSuspect(finding) || finding.kind === 'free_text') return [];
  return [{ path: formatPath(path), reason: finding.reason }];
}
