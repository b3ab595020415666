import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { nextReceiptId, writeReceipt, type ReceiptAction } from '../tenant/receipt.ts';
import type { RolledOut } from '../tenant/rollout.ts';
import { receiptsPath } from './project.ts';
import type { Work } from './work.ts';

/** Writes the Receipt of a deploy: which rule, which source and which bundle are live now. Returns its path. */
export function keepReceipt(
  { project, bundles, verdicts, plan }: Work,
  { desired, before, after }: RolledOut,
): string {
  const folder = receiptsPath(project);
  const hashOf = (file: string | undefined): string | undefined => {
    const text = file === undefined ? undefined : readIfExists(join(project.root, file));
    return text === undefined ? undefined : createHash('sha256').update(text).digest('hex');
  };
  const actions = desired.actions.map(({ name }): ReceiptAction => {
    const bundle = bundles.find((one) => one.name === name);
    return {
      name,
      rule: bundle?.rule,
      ruleHash: hashOf(bundle?.rule),
      source: bundle?.source,
      sourceHash: hashOf(bundle?.source),
      bundle: bundle?.hash,
      verdict: verdicts.get(name),
      version: {
        before: before.actions[name]?.version?.number,
        after: after.actions[name]?.version?.number,
      },
    };
  });
  return writeReceipt(folder, {
    version: 1,
    id: nextReceiptId(folder, new Date()),
    verb: 'deploy',
    target: project.name,
    actions,
    changes: plan.changes
      .filter((change) => change.kind !== 'unchanged')
      .map((change) => ({
        ...change,
        fields: change.fields.map(({ diff: _, ...field }) => field),
      })),
    before,
    after,
  });
}
