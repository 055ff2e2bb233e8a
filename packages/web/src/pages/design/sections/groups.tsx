import { count, share } from '../../../numbers/format.ts';
import { text } from '../../../texts/text.ts';
import { groupLook } from '../../../theme.ts';
import { useDesign } from '../design-context.tsx';
import { Field, Fields } from '../field.tsx';
import { GROUPS, groupShares, groupSizes } from '../group-sizes.ts';
import { RowIssues } from '../lists.tsx';

const WIDTH = 600;

interface Props {
  /** In the audience; null: not known. */
  readonly customers: number | null;
}

export function Groups({ customers }: Props) {
  const { root } = useDesign();
  const shares = groupShares(root);
  const sum = shares.reduce((total, each) => total + each.share, 0);
  const sizes = new Map(groupSizes(root, customers ?? 0).map(({ group, size }) => [group, size]));
  let x = 0;
  return (
    <>
      <Fields>
        {GROUPS.map((group) => (
          <Field key={group} path={['groups', group]} label={text(group)} explained />
        ))}
      </Fields>
      <RowIssues path={['groups']} />
      <svg
        className="shares"
        viewBox={`0 0 ${WIDTH} 14`}
        preserveAspectRatio="none"
        role="img"
        aria-label={shares.map((each) => `${text(each.group)} ${share(each.share)}`).join(', ')}
      >
        {shares.map((each) => {
          const width = sum > 0 ? (each.share / Math.max(sum, 1)) * WIDTH : 0;
          const from = x;
          x += width;
          return <rect key={each.group} x={from} y="0" width={width} height="14" fill={groupLook[each.group].stroke} />;
        })}
      </svg>
      <ul className="share-key">
        {shares
          .filter((each) => each.share > 0)
          .map((each) => (
            <li key={each.group}>
              <b className={`g-${each.group}`}>{text(each.group)}</b> {share(each.share)}
              {customers !== null && ` · ${text('dzCustomerCount', { count: count(sizes.get(each.group) ?? 0) })}`}
            </li>
          ))}
      </ul>
      <p className="note">{text('dzSum', { sum: share(sum) })}</p>
      <p className="note">{text('dzGroupsNote')}</p>
    </>
  );
}
