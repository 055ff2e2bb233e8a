/** E-mail templates (contract §5). */
import type { Instant } from '@fitly/core/terms';

export interface EmailTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly subject: string;
  readonly body: string;
  /** null = never given. */
  readonly preheader: string | null;
  readonly plaintextBody: string | null;
  readonly shouldInlineCss: boolean | null;
  readonly tags: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
