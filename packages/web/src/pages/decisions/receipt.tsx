import type { ExplainedCustomer } from '@fitly/contract/api';
import { shortId } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

interface Props {
  readonly found: ExplainedCustomer;
  readonly decision: NonNullable<ExplainedCustomer['decision']>;
}

export function Receipt({
  found: { agentVersion, policyVersion, known },
  decision: { decisionId, sendAt, sent },
}: Props) {
  return (
    <div>
      <div className="head">
        <h2>{text('receipt')}</h2>
      </div>
      <dl className="facts">
        <div>
          <dt>{text('receiptDecision')}</dt>
          <dd className="id" title={decisionId}>
            {shortId(decisionId)}
          </dd>
        </div>
        <div>
          <dt>{text('receiptPolicy')}</dt>
          <dd>{text('receiptPolicyValue', { policy: policyVersion, agent: agentVersion })}</dd>
        </div>
        <div>
          <dt>{text('receiptSend')}</dt>
          <dd>
            {sendAt === null ? (
              text('none')
            ) : (
              <time dateTime={sendAt}>{sendAt.replace('T', ' ').slice(0, 16)} UTC</time>
            )}
          </dd>
        </div>
        <div>
          <dt>{text('receiptLedger')}</dt>
          <dd>
            {sent === null ? text('none') : [sent.state, sent.reason].filter(Boolean).join(': ').replaceAll('_', ' ')}
          </dd>
        </div>
        <div>
          <dt>{text('receiptKnown')}</dt>
          <dd>
            {known
              .map(
                ({ attribute, value }) =>
                  `${attribute.replaceAll('_', ' ')} ${value === null ? text('unknown') : value}`,
              )
              .join(' · ')}
          </dd>
        </div>
      </dl>
    </div>
  );
}
