/** GET /templates/email/list (contract §5): by `limit` and `offset`, changed in an inclusive span. */
import { queryInstant, queryNumber } from '../../checks.ts';
import { type Endpoint, found } from '../../endpoint.ts';
import { isoSeconds } from '../../iso-time.ts';
import { inDirection } from '../../list-page.ts';

const USUAL = 100;
const MOST = 1_000;
const LAST_OFFSET = 999_999_999;

export const templatesEmailList: Endpoint = {
  method: 'GET',
  path: '/templates/email/list',
  permission: 'templates.email.list',
  answer: ({ query }, { templates }) => {
    const after = queryInstant(query, 'modified_after', Number.NEGATIVE_INFINITY);
    const before = queryInstant(query, 'modified_before', Number.POSITIVE_INFINITY);
    const limit = queryNumber(query, 'limit', 1, MOST, USUAL);
    const offset = queryNumber(query, 'offset', 0, LAST_OFFSET, 0);
    // Answers show whole seconds, so whole seconds are compared.
    const seconds = (at: number): number => Math.floor(at / 1000) * 1000;
    const wanted = [...templates.values()].filter(
      ({ updatedAt }) => seconds(updatedAt) >= after && seconds(updatedAt) <= before,
    );
    const shown = inDirection(wanted, query)
      .slice(offset, offset + limit)
      .map(({ id, name, createdAt, updatedAt, tags }) => ({
        email_template_id: id,
        template_name: name,
        created_at: isoSeconds(createdAt),
        updated_at: isoSeconds(updatedAt),
        tags,
      }));
    return found({ count: shown.length, templates: shown });
  },
};
