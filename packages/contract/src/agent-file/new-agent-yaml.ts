/**
 * A commented starter file that is valid as it stands. `name` must be a valid agent name: it is not checked here. The
 * ids of segment and campaign are the sandbox's, so that it runs there at once.
 */
export function newAgentYaml(name: string): string {
  return `# An agent decides, for every customer, which of your options to send, and learns from what happens.
# Check this file with: fitly agent validate ${name}
# Every key is explained in docs/reference/agent.md. What is not written here has a sensible default.

name: ${name}
description: What this agent is for, in a sentence.

# Days and times of this agent are in this zone.
timeZone: Europe/Madrid

schedule:
  runAt: "06:00"
  every: 7 days          # how often one customer gets a decision

# Who may get a decision: one Braze segment, by its API identifier. This one is the sandbox's: replace it by yours.
audience:
  segments:
    - 7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10

# What the agent tries to get more of.
success:
  event: purchase        # a custom event in Braze, or the word purchase
  value: 1               # 1 counts events; amount adds up their money (then say the currency as well)
  horizon: 7 days        # how long after a decision an event still counts for it

# Shares of new customers. Customers never change their group.
groups:
  agent: 80%             # the agent chooses
  random_control: 10%    # the same options at random: shows what choosing well is worth
  holdout: 10%           # nothing is sent: shows what sending is worth

# What may vary. The agent takes one option of each dimension. Never reuse the id of an option; to stop using one,
# give it \`state: paused\` or \`state: retired\`.
dimensions:
  - id: subject_line
    label: Subject line
    kind: content
    options:
      - id: benefit
        label: Say what is in it for them
        values: { subject_line: "Three ideas for your weekend" }
      - id: question
        label: Ask a question
        values: { subject_line: "Ready for the weekend?" }

  - id: send_hour
    label: Hour of sending
    kind: send_hour
    options: [8, 12, 18]

# What Fitly may know about a customer: attributes in Braze. Nothing else is read or kept, and nothing personal.
context:
  - { attribute: days_since_last_visit, type: number, transform: log1p }
  - { attribute: favourite_category, type: category }

delivery:
  mode: campaign
  connection: sandbox    # a connection of fitly.yaml
  ids:
    default: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01   # API identifier of the Braze campaign; this one is the sandbox's
  placeholders: [subject_line]
`;
}
