/** Of a log that an agent begins with: `setAside` names kinds, counts and attributes. */
export const setAsideInWords = (setAside: string): string =>
  `what looks personal in the log (${setAside}): it is missing, and never kept`;
