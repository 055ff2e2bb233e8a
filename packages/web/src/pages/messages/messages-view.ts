/** What became of messages, in a sentence and in rows. */
import type { Group, Report } from '@fitly/contract/api';
import { count, dayWithYear, share } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';

type Funnel = NonNullable<Report['funnel']>;
type FunnelStage = Funnel['stages'][number];
type Messages = NonNullable<Report['messages']>;

interface MessagesFinding {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
  readonly lead: string;
}

const sumOf = (report: Report, of: 'decided' | 'accepted' | 'inDoubt'): number =>
  report.groups.reduce((sum, { sends }) => sum + sends[of], 0);

export function messagesFinding(report: Report): MessagesFinding {
  const [decided, accepted, doubts] = [sumOf(report, 'decided'), sumOf(report, 'accepted'), sumOf(report, 'inDoubt')];
  const isFile = report.runs.sendsByFile === true;
  if (decided === 0) return { before: text('messagesNobody'), figure: '', after: '', lead: text('messagesNoneWhat') };
  const [before = '', after = ''] = text(isFile ? 'messagesWritten' : 'messagesAccepted', {
    figure: '\u0000',
    decided: count(decided),
  }).split('\u0000');
  const lead = isFile
    ? text('messagesFileLead')
    : text(doubts === 0 ? 'messagesLead' : 'messagesLeadDoubt', {
        doubts: count(doubts),
        day: dayWithYear(report.asOfDay),
      });
  return { before, figure: count(accepted), after, lead };
}

const OF_BRAZE: readonly FunnelStage['id'][] = ['sent', 'delivered', 'opened', 'clicked'];

export interface StageRow {
  readonly label: string;
  readonly all: number | null;
  readonly groups: Readonly<Partial<Record<Group, number>>>;
  readonly braze: number | null;
  /** Of the newest stage before that has a number; null where it is no part of it, or nothing is known. */
  readonly share: number | null;
  readonly lost: string;
  /** Of the stage of those who were due, by group; empty where there is no bar. */
  readonly bars: readonly { readonly group: Group; readonly share: number }[];
}

export function stageRows({ stages: all, groups }: Funnel, sendsByFile: boolean): StageRow[] {
  const stages = sendsByFile ? all.filter(({ id }) => !OF_BRAZE.includes(id)) : all;
  const scale = stages.find(({ id }) => id === 'due')?.all ?? 0;
  return stages.map((stage, at) => {
    const before = stages.slice(0, at).findLast((each) => each.all !== null)?.all ?? null;
    const hasShare = stage.id !== 'converted' && stage.all !== null && before !== null && before > 0;
    const hasBars = stage.id !== 'eligible' && stage.all !== null && scale > 0;
    return {
      ...{ label: stage.label, all: stage.all, groups: stage.groups, braze: stage.braze },
      share: hasShare ? stage.all / before : null,
      lost: stage.lost.map(({ reason, all: lost }) => `${reason} ${count(lost)}`).join(', '),
      bars: hasBars ? groups.map((group) => ({ group, share: (stage.groups[group] ?? 0) / scale })) : [],
    };
  });
}

const STAGES = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'reported_as_spam',
  'bounced',
  'opened_by_machine',
  'clicked_by_bot',
] as const;

export interface FollowedRow {
  readonly label: string;
  /** By group; null while it is withheld. */
  readonly counts: Readonly<Partial<Record<Group, number | null>>>;
}

export function followedRows({ groups, aborts }: Messages): FollowedRow[] {
  const by = (pick: (group: Messages['groups'][number]) => number | null): FollowedRow['counts'] =>
    Object.fromEntries(groups.map((each) => [each.group, pick(each)]));
  return [
    { label: text('funnelAccepted'), counts: by(({ accepted }) => accepted) },
    ...STAGES.map((stage) => ({ label: text(`stage_${stage}`), counts: by(({ stages }) => stages[stage]) })),
    ...aborts.map(({ reason, counts }) => ({
      label: text('stageAborted', { reason }),
      counts: by(({ group }) => counts[group] ?? 0),
    })),
  ];
}

/** `1,234 (45.6 %)` of what was accepted. */
export function ofAccepted(value: number | null | undefined, accepted: number): string {
  if (value == null) return text('withheldShort');
  return accepted === 0 ? count(value) : text('countOf', { count: count(value), share: share(value / accepted) });
}

/** `Random control 12, Holdout 3`, most first; a dash for none. */
export function groupsInWords(groups: Readonly<Partial<Record<Group, number>>>): string {
  const told = (Object.entries(groups) as [Group, number][]).filter(([, sends]) => sends > 0);
  const words = told.toSorted((a, b) => b[1] - a[1]).map(([group, sends]) => `${groupName(group)} ${count(sends)}`);
  return words.length === 0 ? text('none') : words.join(', ');
}
