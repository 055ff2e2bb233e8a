/** The words of the report: one table, so that page and terminal say the same. */
import type { Group } from '../terms.ts';
import type { ForeignSender } from './reconciliation-report.ts';
import type { Verdict } from './report.ts';
import type { ContrastId, MessageStage } from './report-input.ts';

export const GROUP_NAMES: Readonly<Record<Group, string>> = {
  agent: 'Agent',
  random_control: 'Random control',
  business_as_usual: 'Business as usual',
  holdout: 'Holdout',
};

/** As it stands inside a sentence. */
export const GROUP_PHRASES: Readonly<Record<Group, string>> = {
  agent: 'the agent',
  random_control: 'random control',
  business_as_usual: 'business as usual',
  holdout: 'the holdout',
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  better: 'Better',
  worse: 'Worse',
  unproven: 'No difference shown yet',
  too_early: 'Too early',
  withheld: 'Withheld',
};

export interface ContrastDefinition {
  readonly id: ContrastId;
  readonly treated: Group;
  readonly control: Group;
  readonly role: 'primary' | 'secondary';
  readonly meaning: string;
}

export const CONTRASTS: readonly ContrastDefinition[] = [
  {
    id: 'agent_vs_random_control',
    treated: 'agent',
    control: 'random_control',
    role: 'primary',
    meaning: 'what learning adds',
  },
  {
    id: 'agent_vs_business_as_usual',
    treated: 'agent',
    control: 'business_as_usual',
    role: 'primary',
    meaning: 'what switching adds',
  },
  {
    id: 'agent_vs_holdout',
    treated: 'agent',
    control: 'holdout',
    role: 'secondary',
    meaning: 'messages and learning together',
  },
  {
    id: 'random_control_vs_holdout',
    treated: 'random_control',
    control: 'holdout',
    role: 'secondary',
    meaning: 'the content alone',
  },
];

export const STAGE_NAMES: Readonly<Record<MessageStage, string>> = {
  sent: 'Sent',
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  unsubscribed: 'Unsubscribed',
  reported_as_spam: 'Reported as spam',
  bounced: 'Bounced',
  opened_by_machine: 'Opened by a machine',
  clicked_by_bot: 'Clicked by a suspected bot',
  aborted: 'Aborted',
};

export const SENDER_WORDS: Readonly<Record<ForeignSender, string>> = {
  own_campaign: 'something else, by a campaign of this agent',
  other_agent: 'another agent',
  other: 'others',
};

export const NO_FEED =
  'No feed: Braze has accepted these messages, and what became of them is not known. A feed of Braze Currents in fitly.yaml tells.';

/** Beside totals of groups, since shares changed. */
export const MIXED_EPOCHS =
  'Since shares changed, groups hold customers who had more time and others who had less, in different proportions: these totals are not to be compared. The comparisons are made within each epoch.';

export const READING_NOTE =
  'A running figure: everything the enrolled customers did so far. Safe to read on any day, as measured in simulations (not proved).';
