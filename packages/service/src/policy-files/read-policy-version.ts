/** A stored policy version that can act: where a file of the user's made it, by the text that was kept with it. */
import { FitlyError } from '@fitly/core/errors';
import { deserializePolicyVersion, type PolicyVersion } from '@fitly/core/policy';
import { hashOf, readPolicyCode } from './read-policy-file.ts';

/** Throws `database_damaged` for bytes that are no version, or whose text is not the one that was kept. */
export async function readPolicyVersion(bytes: Uint8Array): Promise<PolicyVersion> {
  const version = deserializePolicyVersion(bytes);
  if (version.kind !== 'custom') return version;
  if (hashOf(version.source) !== version.sha256) {
    throw new FitlyError(
      'database_damaged',
      `the text of ${version.file} that is kept with a policy version was changed`,
      {
        next: 'restore the folder from a backup',
      },
    );
  }
  return { ...version, code: await readPolicyCode(version.file, version.source) };
}
