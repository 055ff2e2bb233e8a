/** GET /segments/details (contract §4.9). */
import { type Endpoint, found } from '../endpoint.ts';
import { findSegment } from '../find-thing.ts';
import { isoSeconds } from '../iso-time.ts';

export const segmentsDetails: Endpoint = {
  method: 'GET',
  path: '/segments/details',
  permission: 'segments.details',
  answer: ({ query }, workspace) => {
    const { name, description, textDescription, tags, teams, createdAt, updatedAt } = findSegment(query, workspace);
    return found({
      created_at: isoSeconds(createdAt),
      updated_at: isoSeconds(updatedAt),
      name,
      description,
      text_description: textDescription,
      tags,
      teams,
    });
  },
};
