import { policyConformance } from '../policy/conformance.ts';
import { linearThompson } from './linear-gaussian.ts';
import { uniformPolicy } from './uniform.ts';

policyConformance(linearThompson);
policyConformance(uniformPolicy);
