/** A message of a campaign or canvas step, as the details endpoints show it. */
import { z } from 'zod';
import { text } from './wire.ts';

/** `content` holds the channel's own fields under Braze's names: `subject`, `body`, `from`, `alert`, … */
export const messageContent = z
  .looseObject({ channel: z.string(), name: text, type: text })
  .transform(({ channel, name, type, ...content }) => ({
    channel,
    name,
    /** The variation that gets nothing. */
    isControl: type === 'control',
    content: content as Readonly<Record<string, unknown>>,
  }));
