import { resolve } from 'node:path';
import type { Command } from './lib/command.ts';
import { writeFileAtomic } from './lib/files.ts';
import { ALL_OPTION, overTenants } from './project/over-tenants.ts';
import { receiptsPath } from './project/project.ts';
import { whoChanges } from './project/tenant-lock.ts';
import { TENANT_OPTIONS, withWork, type Work } from './project/work.ts';
import { driftText, type Drift } from './report/drift-text.ts';
import { fenced } from './report/plan-markdown.ts';
import { scopeOf } from './tenant/live.ts';
import { lastReceipt, readJournal, type Receipt } from './tenant/receipt.ts';
import { diffSnapshots, snapshotOf, type Snapshot, type SnapshotChange } from './tenant/snapshot.ts';

/** Compares the live tenant with the last Receipt and with the sources; changes nothing. For a nightly job. */
export const command: Command = {
  options: [
    { flags: '--markdown <file>', description: 'write it as Markdown too, for an issue' },
    ALL_OPTION,
    ...TENANT_OPTIONS,
  ],
  run: (context, _args, options) =>
    overTenants(context, options, (one, chosen) =>
      withWork(one, chosen, { secretsMayMiss: true }, (work) => {
        const drift = driftOf(work);
        one.out(chosen['json'] ? JSON.stringify(drift, null, 2) : driftText(drift, work.label));
        if (typeof chosen['markdown'] === 'string') {
          const text = `## Drift of ${drift.target}\n\n${fenced(driftText(drift, drift.target))}\n`;
          writeFileAtomic(resolve(one.cwd, chosen['markdown']), text);
        }
        const { unfinished, since, sources } = drift;
        return Promise.resolve(unfinished || since.length > 0 || sources.length > 0 ? 1 : 0);
      }),
    ),
};

function driftOf({ project, plan, prepared }: Work): Drift {
  const folder = receiptsPath(project);
  const last = lastReceipt(folder);
  const atWork = whoChanges(project);
  return {
    target: project.name,
    receipt: last?.id,
    atWork,
    unfinished: atWork === undefined && readJournal(folder) !== undefined,
    since: last === undefined ? [] : changedSince(last, prepared),
    sources: plan.changes.filter((change) => change.kind !== 'unchanged' && !isUnknownSecretOnly(change)),
  };
}

/** Without a lock nobody can tell whether a secret differs: that alone is no drift. */
function isUnknownSecretOnly({ kind, fields }: Work['plan']['changes'][number]): boolean {
  return kind === 'update' && fields.every((field) => field.secret && field.after === 'unknown');
}

/** Compared over what was read now: a Receipt may be of other sources than those of today. */
function changedSince({ after }: Receipt, { desired, live }: Work['prepared']): SnapshotChange[] {
  const now = snapshotOf(live, {
    clients: Object.keys(after.clients),
    actions: Object.keys(after.actions),
    rules: Object.keys(after.rules),
  });
  const read = scopeOf(desired);
  const cut = (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    connections: only(snapshot.connections, read.connections),
    bindings: only(snapshot.bindings, read.triggers),
    rules: live.rules.size === 0 ? {} : snapshot.rules,
  });
  const known = new Set(Object.keys(after.connections));
  return diffSnapshots(cut(after), cut(now)).filter(
    ({ type, kind, name }) => !(type === 'connections' && kind === 'appeared' && !known.has(name)),
  );
}

function only<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
