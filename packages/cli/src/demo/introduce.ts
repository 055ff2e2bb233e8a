import type { Server } from '@fitly/service';
import { styled, type Terminal, wantsColor, writeLine } from '../terminal.ts';
import { whereToLook } from '../web-app.ts';
import type { DemoOptions } from './options.ts';
import type { Stage } from './stage.ts';

/** The first lines of a demo: what is real, what is planted, where to look. */
export async function introduce(
  stage: Pick<Stage, 'title' | 'introduction'>,
  { json, currents }: Pick<DemoOptions, 'json' | 'currents'>,
  terminal: Terminal,
  server: (Pick<Server, 'url' | 'appLink'> & { readonly appFolder: string | null }) | null,
): Promise<void> {
  if (json) return;
  const bold = (text: string): string => styled(text, 'bold', wantsColor(terminal));
  const look = server === null ? null : await whereToLook(server, server.appFolder);
  const lines = [
    bold(`Fitly demo: ${stage.title}`),
    '',
    ...stage.introduction,
    ...(currents
      ? [
          '  Currents  sends, opens, clicks, aborts and success events come as Avro files before each run, late and twice at times.',
        ]
      : []),
    '  Local     Braze is a sandbox on this machine; the days are virtual; nothing leaves 127.0.0.1.',
    '',
    '  A day     intake customers +new events · mature rewards · learn policy version · enrol newcomers · decide for those due ·',
    '            plan batches · dispatch accepted · measure agent against random control (95 %, safe to read on any day)',
    '',
    ...(look === null ? [] : [`  Watch     ${bold(look.address)}   (${look.way})`, '']),
  ];
  for (const line of lines) writeLine(terminal.out, line);
}
