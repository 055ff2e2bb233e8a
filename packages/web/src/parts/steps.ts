/** The eight steps of a run, in order. */
export const STEPS = ['intake', 'mature', 'learn', 'enrol', 'decide', 'plan', 'dispatch', 'measure'] as const;
