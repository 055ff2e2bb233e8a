interface Example {
  readonly name: string;
  readonly yaml: string;
}

/**
 * An example's agent file as the beginning of somebody's own: under another name, every comment kept, and the first line
 * says whose ids it holds.
 */
export function templateYaml({ name: example, yaml }: Example, agentName: string): string {
  const own = yaml
    .replace(/^(name:[ \t]*)[^\s#]+/m, `$1${agentName}`)
    .replaceAll(`fitly agent validate examples/${example}/agent.yaml`, `fitly agent validate ${agentName}`);
  return `# Begun from the example ${example}. Ids of segments and campaigns are those of its sandbox: replace them by your own.\n${own}`;
}
