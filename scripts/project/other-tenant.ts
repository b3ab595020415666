import { relative } from 'node:path';
import { Problem } from '../lib/problem.ts';
import { lastReceipt, readJournal } from '../tenant/receipt.ts';
import { domainOf, receiptsPath, secretsLockPath, type Project } from './project.ts';

/**
 * Throws a Problem when the Receipts under the target's name, or the journal of a deploy that was cut, are of another
 * tenant: its ids, versions and secrets are not those of this one.
 */
export function refuseOtherTenant(project: Project): void {
  const folder = receiptsPath(project);
  const now = domainOf(project);
  const earlier = [readJournal(folder), lastReceipt(folder)]
    .map((one) => one?.domain)
    .find((domain) => domain !== undefined && domain !== now);
  if (earlier === undefined) return;
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
