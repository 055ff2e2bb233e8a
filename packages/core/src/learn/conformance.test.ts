import { policyConformance } from '../policy/conformance.ts';
import { linearThompson } from './linear-gaussian.ts';
import { logisticPolicy } from './logistic.ts';
import { uniformPolicy } from './uniform.ts';

policyConformance(linearThompson);
policyConformance(logisticPolicy, 'binary');
policyConformance(uniformPolicy);
