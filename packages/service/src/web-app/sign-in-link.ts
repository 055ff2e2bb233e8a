/** The address that lets in whoever has the code. `origin` without a path. */
export const signInLink = (origin: string, code: string): string => `${origin.replace(/\/$/, '')}/sign-in?code=${code}`;
