/** Who may use this workspace, and the keys of programs. For those who manage them. */
import { useQuery } from '@tanstack/react-query';
import { keysQuery, peopleQuery } from '../../client/queries.ts';
import { useTitle } from '../../parts/use-title.ts';
import { Loaded } from '../../shell/loaded.tsx';
import { text } from '../../texts/text.ts';
import { KeysPart } from './keys-part.tsx';
import { PeoplePart } from './people-part.tsx';
import './team.css';

export function TeamPage() {
  useTitle(text('team'));
  const people = useQuery(peopleQuery());
  const keys = useQuery(keysQuery());
  return (
    <Loaded query={people}>
      {(all) => (
        <>
          <h1 className="finding">
            {all.length === 1
              ? text('teamOne')
              : text('teamMany', { count: all.filter((each) => !each.disabled).length })}
          </h1>
          <p className="sub">{text('teamLead')}</p>
          <PeoplePart people={all} />
          <Loaded query={keys}>{(found) => <KeysPart keys={found} />}</Loaded>
        </>
      )}
    </Loaded>
  );
}
