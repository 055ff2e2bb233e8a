import { policyConformance } from '../policy/conformance.ts';
import { funnelPolicy } from './funnel.ts';
import { linearThompson } from './linear-gaussian.ts';
import { logisticPolicyWith } from './logistic.ts';
import { logisticPolicy } from './start-contest.ts';
import { uniformPolicy } from './uniform.ts';

policyConformance(linearThompson);
policyConformance(logisticPolicy, 'binary');
policyConformance(logisticPolicyWith({}), 'binary');
policyConformance(funnelPolicy('logistic', 1), 'binary');
policyConformance(funnelPolicy('logistic', 2), 'binary');
policyConformance(uniformPolicy);
