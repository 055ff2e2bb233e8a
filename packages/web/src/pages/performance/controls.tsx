import type { Report } from '@fitly/contract/api';
import { Pick } from '../../parts/pick.tsx';
import type { PerformanceSearch } from '../../searches.ts';
import { text } from '../../texts/text.ts';
import { chosenSegment, segmentChoices } from './performance-view.ts';

interface Props {
  /** Of all days and everybody. */
  readonly report: Report;
  readonly search: PerformanceSearch;
  readonly change: (changed: PerformanceSearch) => void;
}

export function Controls({ report, search, change }: Props) {
  const { matured } = report;
  const segments = segmentChoices(report);
  return (
    <div className="controls">
      {matured !== null && (
        <Pick
          label={text('reading')}
          value={search.reading ?? 'running'}
          options={[
            { value: 'running', words: text('readingRunning') },
            { value: 'matured', words: text('readingMatured', { days: matured.windowDays }) },
          ]}
          onPick={(reading) => change({ reading })}
        />
      )}
      <Pick
        label={text('span')}
        value={search.span ?? 'all'}
        options={[
          { value: 'all', words: text('spanAll') },
          { value: '30', words: text('span30') },
        ]}
        onPick={(span) => change({ span })}
      />
      {segments.length > 0 && (
        <Pick
          label={text('segmentShown')}
          value={chosenSegment(search, report) ?? ''}
          options={[{ value: '', words: text('everybody') }, ...segments]}
          onPick={(segment) => change({ segment })}
        />
      )}
    </div>
  );
}
