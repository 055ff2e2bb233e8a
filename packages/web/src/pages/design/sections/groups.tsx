import type { LaunchPlan } from '../../../client/types.ts';
import { count, share } from '../../../numbers/format.ts';
import { text } from '../../../texts/text.ts';
import { groupLook } from '../../../theme.ts';
import { useDesign } from '../design-context.tsx';
import { Field, Fields } from '../field.tsx';
import { RowIssues } from '../lists.tsx';
import { shareOf, valueAt } from '../values.ts';

const GROUPS = ['agent', 'random_control', 'business_as_usual', 'holdout'] as const;
const WIDTH = 600;

export function Groups({ plan }: { readonly plan: LaunchPlan | null }) {
  const { root } = useDesign();
  const shares = GROUPS.map((group) => ({ group, share: shareOf(valueAt(root, ['groups', group])) ?? 0 }));
  const sum = shares.reduce((total, each) => total + each.share, 0);
  const sizes = new Map(plan?.groups.map(({ group, customers }) => [group, customers]));
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
              {sizes.has(each.group) && ` · ${text('dzCustomerCount', { count: count(sizes.get(each.group) ?? 0) })}`}
            </li>
          ))}
      </ul>
      <p className="note">{text('dzSum', { sum: share(sum) })}</p>
      <p className="note">{text('dzGroupsNote')}</p>
    </>
  );
}
