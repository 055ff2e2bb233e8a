import type { Report } from '@fitly/contract/api';

type Segment = NonNullable<Report['performance']>['segments'][number]['segment'];

/** `previous channel: Web`, `newbie: yes`. */
export const segmentName = ({ attribute, value }: Segment): string =>
  `${attribute.replaceAll('_', ' ')}: ${value === 'true' ? 'yes' : value === 'false' ? 'no' : value}`;
