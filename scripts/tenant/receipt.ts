import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import { messageOf, Problem } from '../lib/problem.ts';
import type { PlannedChange } from './plan.ts';
import type { Snapshot } from './snapshot.ts';

/** What one Action was made from, and which version of it is live. */
export interface ReceiptAction {
  readonly name: string;
  readonly source?: string | undefined;
  /** SHA-256 of the bundle. */
  readonly bundle?: string | undefined;
  readonly rule?: string | undefined;
  /** SHA-256 of the rule's file. */
  readonly ruleHash?: string | undefined;
  /** SHA-256 of the source file. */
  readonly sourceHash?: string | undefined;
  readonly verdict?: string | undefined;
  readonly version: { readonly before: number | undefined; readonly after: number | undefined };
}

/** What one deploy or rollback did. It holds no secret. */
export interface Receipt {
  readonly version: 1;
  /** Its time; sorts as the deploys followed each other. */
  readonly id: string;
  readonly verb: 'deploy' | 'rollback';
  readonly target: string;
  /** The domain of the tenant, or `embedded`: a name may come to stand for another one. */
  readonly domain?: string | undefined;
  readonly actions: readonly ReceiptAction[];
  readonly changes: readonly PlannedChange[];
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** What a deploy was about to change: written before the first write, removed with the Receipt. */
export interface Journal {
  readonly target: string;
  /** As in a Receipt. */
  readonly domain?: string | undefined;
  readonly touched: readonly { readonly type: string; readonly name: string }[];
  readonly before: Snapshot;
  /** Bindings and enabled applications as the deploy was to leave them. */
  readonly left: Snapshot;
}

const JOURNAL = 'journal.json';

const resources = v.record(v.string(), v.unknown());
const SnapshotFile = v.looseObject({
  clients: resources,
  connections: resources,
  actions: resources,
  bindings: resources,
  rules: resources,
});
const JournalFile = v.looseObject({
  domain: v.optional(v.string()),
  touched: v.array(v.looseObject({ type: v.string(), name: v.string() })),
  before: SnapshotFile,
  left: SnapshotFile,
});
const ReceiptFile = v.looseObject({
  version: v.literal(1),
  id: v.string(),
  target: v.string(),
  changes: v.array(v.looseObject({})),
  domain: v.optional(v.string()),
  before: SnapshotFile,
  after: SnapshotFile,
});

/** The Receipts of a folder, oldest first. Throws a Problem for one that cannot be read. */
export function readReceipts(folder: string): Receipt[] {
  return receiptIds(folder).map((id) => readReceipt(folder, id));
}

/** The newest Receipt of a folder. Throws a Problem when it cannot be read. */
export function lastReceipt(folder: string): Receipt | undefined {
  const id = receiptIds(folder).at(-1);
  return id === undefined ? undefined : readReceipt(folder, id);
}

function readReceipt(folder: string, id: string): Receipt {
  const path = join(folder, `${id}.json`);
  try {
    return v.parse(ReceiptFile, JSON.parse(readIfExists(path) ?? '')) as unknown as Receipt;
  } catch (error) {
    throw new Problem('receipt-broken', `${id}.json is not a Receipt.`, {
      at: { file: path },
      hint: 'Move it out of the folder.',
      cause: error,
    });
  }
}

function receiptIds(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-.*\.json$/.test(name))
      .map((name) => name.slice(0, -'.json'.length))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Problem('receipt-folder', `The Receipts cannot be read: ${messageOf(error)}`, {
      at: { file: folder },
      hint: 'It is the folder where deploys leave their Receipts. Nothing was changed.',
      cause: error,
    });
  }
}

/** Writes the Receipt and removes the journal. Returns its path. */
export function writeReceipt(folder: string, receipt: Receipt): string {
  const path = join(folder, `${receipt.id}.json`);
  try {
    writeFileAtomic(path, `${JSON.stringify(receipt, null, 2)}\n`);
  } catch (error) {
    throw new Problem('receipt-unwritten', `The Receipt cannot be written: ${messageOf(error)}`, {
      at: { file: path },
      hint: `The ${receipt.verb} itself is done. Its journal is kept: correct this, and run it again for the Receipt.`,
      cause: error,
    });
  }
  endJournal(folder);
  return path;
}

function endJournal(folder: string): void {
  rmSync(join(folder, JOURNAL), { force: true });
}

/** An id that sorts after every Receipt of the folder, even when the clock was set back. */
export function nextReceiptId(folder: string, now: Date): string {
  const last = receiptIds(folder).at(-1) ?? '';
  const id = now.toISOString().replaceAll(':', '-').replace('.', '-');
  return id > last ? id : `${last}+`;
}

/** The journal of a deploy that did not come to its end, or undefined. Throws a Problem when it cannot be read. */
export function readJournal(folder: string): Journal | undefined {
  const text = readIfExists(join(folder, JOURNAL));
  if (text === undefined) return undefined;
  try {
    return v.parse(JournalFile, JSON.parse(text)) as unknown as Journal;
  } catch (error) {
    throw new Problem('journal-broken', 'The journal of a deploy that was cut cannot be read.', {
      at: { file: join(folder, JOURNAL) },
      hint: 'What that deploy changed is not known: move the file away, look at npm run plan, then deploy or roll back --to a Receipt.',
      cause: error,
    });
  }
}

/** The state before the deploy that was cut short, completed by the one of now. */
export function withJournal(before: Snapshot, journal: Journal | undefined): Snapshot {
  if (journal === undefined) return before;
  const touched = new Set(journal.touched.map(({ type, name }) => `${type}/${name}`));
  const merged = Object.entries(before).map(([type, resources]) => {
    const rest = Object.entries(resources).filter(([name]) => !touched.has(`${type}/${name}`));
    const old = Object.entries(journal.before[type as keyof Snapshot] ?? {}).filter(([name]) =>
      touched.has(`${type}/${name}`),
    );
    return [type, Object.fromEntries([...rest, ...old])];
  });
  return Object.fromEntries(merged) as Snapshot;
}

export function writeJournal(folder: string, journal: Journal): void {
  try {
    writeFileAtomic(join(folder, JOURNAL), `${JSON.stringify(journal, null, 2)}\n`);
  } catch (error) {
    throw new Problem('state-unwritable', `The journal cannot be written: ${messageOf(error)}`, {
      at: { file: join(folder, JOURNAL) },
      hint: 'Without it a deploy that is cut could not be undone. Nothing was sent.',
      cause: error,
    });
  }
}
