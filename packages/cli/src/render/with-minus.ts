/** A written number with the minus of typesetters, and none before zero. */
export const withMinus = (written: string): string =>
  (/[1-9]/.test(written) ? written : written.replace(/^-/, '')).replaceAll('-', '−');
