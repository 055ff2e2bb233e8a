/** Functions of CEL that walk over a list. They are refused: attributes are single values, and a list would hide a loop. */
export const LIST_FUNCTIONS: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter'];
