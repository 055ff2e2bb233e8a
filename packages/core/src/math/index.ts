export {
  cholesky,
  inverseDiagonal,
  multiplyPacked,
  packedLength,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
} from './cholesky.ts';
export { exp, ln, logistic } from './elementary.ts';
export { inverseNormal } from './normal.ts';
export { keyedHex, normalStream, subKey, uniform } from './random.ts';
export { type SipKey, sipHash64, sipHash128, sipKey } from './siphash.ts';
