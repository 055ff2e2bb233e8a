/** All claims, in the order in which the campaign prints them. */
import type { Claim } from '../claim.ts';
import { bias } from './bias.ts';
import { coverage } from './coverage.ts';
import { dailyReading } from './daily-reading.ts';
import { sampleRatios } from './sample-ratio.ts';
import { soundness } from './sound.ts';

export const CLAIMS: readonly Claim[] = [dailyReading, ...coverage, ...bias, ...sampleRatios, ...soundness];
