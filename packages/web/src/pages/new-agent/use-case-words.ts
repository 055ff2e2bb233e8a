import { capital, type TextKey, text } from '../../texts/text.ts';

const TITLES: Readonly<Record<string, TextKey>> = {
  'cross-sell': 'useCrossSell',
  'lead-nurture': 'useLeadNurture',
  loyalty: 'useLoyalty',
  referral: 'useReferral',
  renewal: 'useRenewal',
  'repeat-purchase': 'useRepeatPurchase',
  winback: 'useWinback',
};

/** In the words of a marketer; a use case that the catalogue does not know says its own name. */
export function titleOf(useCase: string): string {
  const key = TITLES[useCase];
  return key === undefined ? capital(useCase.replaceAll('-', ' ')) : (text as (key: TextKey) => string)(key);
}

/** A name that the new agent could have. */
export const nameFrom = (useCase: string): string => useCase.replaceAll('-', '_');
