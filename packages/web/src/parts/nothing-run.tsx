import { Command, Notice } from '../shell/notices.tsx';
import { text } from '../texts/text.ts';

/** Before the first finished run: what will be here, and how to get there. */
export function NothingRun({ agent, what }: { readonly agent: string; readonly what: string }) {
  return (
    <Notice title={text('noRunTitle')}>
      <p className="sub">
        {what} {text('noRunHow')}
      </p>
      <Command>{`fitly run ${agent}`}</Command>
    </Notice>
  );
}
