import { relative } from 'node:path';
import { Problem } from '../lib/problem.ts';
import { lastReceipt } from '../tenant/receipt.ts';
import { domainOf, receiptsPath, secretsLockPath, type Project } from './project.ts';

/**
 * Throws a Problem when the Receipts under the target's name are of another tenant: its ids, versions and secrets are
 * not those of this one.
 */
export function refuseOtherTenant(project: Project): void {
  const folder = receiptsPath(project);
  const earlier = lastReceipt(folder)?.domain;
  const now = domainOf(project);
  if (earlier === undefined || earlier === now) return;
  const named = (domain: string): string => (domain === 'embedded' ? 'an embedded tenant' : domain);
  const lock = relative(project.root, secretsLockPath(project));
  throw new Problem(
    'receipts-of-another',
    `The Receipts of ${project.name} are of ${named(earlier)}; it now is ${named(now)}.`,
    {
      at: { file: relative(project.root, folder) },
      hint: `When that is meant, move the folder and ${lock} away. Nothing was changed.`,
    },
  );
}
