import type { Contrast, Report } from '@fitly/contract/api';
import { findingOf } from './comparison-words.ts';

interface Props {
  readonly contrast: Contrast;
  readonly metric: Report['metric'];
  readonly lead: string;
}

/** The page as a sentence, with its figure in bold, and what goes on from it. */
export function Finding({ contrast, metric, lead }: Props) {
  const { before, figure, after } = findingOf(contrast, metric);
  return (
    <>
      <h1 className="finding">
        {before}
        {figure !== '' && <b>{figure}</b>}
        {after}
      </h1>
      <p className="sub">{lead}</p>
    </>
  );
}
