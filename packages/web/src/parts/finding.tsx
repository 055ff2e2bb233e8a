import type { Contrast, Report } from '@fitly/contract/api';
import { findingOf } from './comparison-words.ts';

interface Props {
  readonly contrast: Contrast;
  readonly metric: Report['metric'];
  readonly lead: string;
}

/** The page as a sentence, with its figure in bold, and what goes on from it. */
export function Finding({ contrast, metric, lead }: Props) {
  return <Headline {...findingOf(contrast, metric)} lead={lead} />;
}

interface HeadlineProps {
  readonly before: string;
  /** Empty: the sentence has none. */
  readonly figure: string;
  readonly after: string;
  readonly lead: string;
}

export function Headline({ before, figure, after, lead }: HeadlineProps) {
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
