interface NewWorkspaceYaml {
  readonly sandboxUrl: string;
  /** Whether the feed of Braze Currents, in the folder `currents`, is on from the start. */
  readonly currents?: boolean;
}

/** A commented `fitly.yaml` with one connection, `sandbox`, whose key stands in `secrets/braze-sandbox.key`. */
export function newWorkspaceYaml({ sandboxUrl, currents = false }: NewWorkspaceYaml): string {
  return `# A Fitly workspace. Agents stand in agents/*.yaml and name one of these connections.

# Share of all new customers to whom no agent of this workspace ever sends: shows what all agents together are worth.
# holdout: 5%

# Where several agents want the same customer on the same day, one of them gets it: see docs/concepts/constraints.md.
# arbitration: { floor: 10%, losses: 5 }

# Dates that were over before fitly serve could run them: catch_up takes in and learns for each of them; skip leaves them out.
# missedDays: skip

connections:
  # A Braze that runs on this machine: everything can be rehearsed without an account.
  sandbox:
    kind: sandbox
    url: ${sandboxUrl}
    keyFile: secrets/braze-sandbox.key

  # A real Braze workspace. The endpoint stands in Braze under Settings > APIs and Identifiers; the key goes into a
  # file of its own that only you can read, never into this one.
  # braze:
  #   kind: braze
  #   url: https://rest.fra-01.braze.eu
  #   keyFile: secrets/braze.key
  #   # In which the days of Braze's statistics begin: Settings > Admin Settings > Workspace Time Zones.
  #   timeZone: Europe/Berlin

# What arrives by itself: every run takes in the files that are new. See docs/guides/feeds.md and
# docs/guides/currents.md.
${currents ? FEED : FEED.replace(/^/gm, '# ')}
`;
}

const FEED = `feeds:
  braze_events:
    kind: events
    format: currents
    folder: currents`;
