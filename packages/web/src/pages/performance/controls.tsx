import type { Report } from '@fitly/contract/api';
import { Pick } from '../../parts/pick.tsx';
import type { PerformanceSearch } from '../../searches.ts';
import { text } from '../../texts/text.ts';

interface Props {
  readonly report: Report;
  readonly search: PerformanceSearch;
  readonly change: (changed: PerformanceSearch) => void;
}

export function Controls({ report: { matured }, search, change }: Props) {
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
    </div>
  );
}
