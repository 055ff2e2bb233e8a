export function findNode(
  platform?: string,
  arch?: string,
  manifestOf?: (name: string) => string | null,
): { path: string } | { problem: string };
