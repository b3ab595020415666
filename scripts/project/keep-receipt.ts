import { join } from 'node:path';
import { readIfExists } from '../lib/files.ts';
import { sha256 } from '../lib/sha256.ts';
import type { PlannedChange } from '../tenant/plan.ts';
import { nextReceiptId, writeReceipt, type Receipt, type ReceiptAction } from '../tenant/receipt.ts';
import type { RolledOut } from '../tenant/rollout.ts';
import { diffSnapshots, type SnapshotChange } from '../tenant/snapshot.ts';
import { domainOf, receiptsPath, type Project } from './project.ts';
import type { Work } from './work.ts';

/** Writes the Receipt of a deploy: which rule, which source and which bundle are live now. Returns its path. */
export function keepReceipt(
  { project, bundles, verdicts, plan }: Work,
  { desired, before, after }: RolledOut,
): string {
  const hashOf = (file: string | undefined): string | undefined => {
    const text = file === undefined ? undefined : readIfExists(join(project.root, file));
    return text === undefined ? undefined : sha256(text);
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
  return writeReceiptOf(project, {
    verb: 'deploy',
    actions,
    changes: allChanges(plan.changes, diffSnapshots(before, after)),
    before,
    after,
  });
}

/** Writes a Receipt of the project's target, which ends the journal. Returns its path. */
export function writeReceiptOf(
  project: Project,
  what: Omit<Receipt, 'version' | 'id' | 'target' | 'domain'>,
): string {
  const folder = receiptsPath(project);
  return writeReceipt(folder, {
    version: 1,
    id: nextReceiptId(folder, new Date()),
    target: project.name,
    domain: domainOf(project),
    ...what,
  });
}

/**
 * The planned changes, and those that an earlier run made before it was cut: a rollback has to undo both. `before` is
 * the state from before that run.
 */
function allChanges(planned: readonly PlannedChange[], observed: readonly SnapshotChange[]): PlannedChange[] {
  const made = planned
    .filter((change) => change.kind !== 'unchanged')
    .map((change) => ({ ...change, fields: change.fields.map(({ diff: _, ...field }) => field) }));
  const seen = observed
    .filter(({ kind }) => kind === 'differs')
    .map(({ type, name, fields }): PlannedChange => {
      const own = type === 'bindings' ? 'triggers' : type;
      return { type: own, name, kind: 'update', fields };
    });
  const isSame = (one: PlannedChange, other: PlannedChange): boolean =>
    one.type === other.type && one.name === other.name;
  return [
    ...made.map((change) => {
      const also = seen.find((one) => isSame(one, change));
      if (also === undefined || (change.type !== 'connections' && change.type !== 'clients')) return change;
      const known = new Set(change.fields.map((field) => field.path));
      return { ...change, fields: [...change.fields, ...also.fields.filter(({ path }) => !known.has(path))] };
    }),
    ...seen.filter((change) => !made.some((one) => isSame(one, change))),
  ];
}
