/** Every version that was kept, with who and when; one of them becomes the file again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../client/client.ts';
import { versionsQuery } from '../../client/design-queries.ts';
import type { AgentFile } from '../../client/types.ts';
import { clock, dayWithYear } from '../../numbers/format.ts';
import { Failed } from '../../parts/form.tsx';
import { Loaded } from '../../shell/loaded.tsx';
import { capital, text } from '../../texts/text.ts';

export function Versions({ file, mayDesign }: { readonly file: AgentFile; readonly mayDesign: boolean }) {
  const agent = file.name;
  const versions = useQuery(versionsQuery(agent));
  const queries = useQueryClient();
  const restored = useMutation({
    mutationFn: (version: number) => client.restoreVersion({ params: { agent, version: String(version) }, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['design', agent] }),
  });
  if (file.savedVersion === null) return <p className="note">{text('dzVersionsNone')}</p>;
  return (
    <section className="rows-of">
      <div className="head">
        <h3>{text('dzVersions')}</h3>
        <p className="note">{text('dzVersionsNote')}</p>
      </div>
      <Failed error={restored.error} />
      {restored.isSuccess && (
        <p className="note" role="status">
          {text('dzRestored', { version: restored.data.version })}
        </p>
      )}
      <Loaded query={versions}>
        {(all) => (
          <ul className="versions">
            {all.map(({ version, at, by, summary }) => (
              <li key={version}>
                <b>{text('dzVersion', { version })}</b>
                <span className="note">
                  <time dateTime={at} title={at}>
                    {dayWithYear(at)}, {clock(new Date(at))}
                  </time>
                  {by !== null && ` · ${by}`}
                </span>
                <span>{capital(summary)}</span>
                {mayDesign && (
                  <button
                    type="button"
                    className="quiet"
                    disabled={restored.isPending}
                    aria-label={text('dzRestoreOf', { version })}
                    onClick={() => restored.mutate(version)}
                  >
                    {text('dzRestore')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
