import type { PlannedChange } from './plan.ts';
import type { Journal, Receipt } from './receipt.ts';
import type { Snapshot } from './snapshot.ts';

type Touched = Journal['touched'];

/** Where a rollback leads: how the touched resources were, and how the deploys that are undone left them. */
export interface Goal {
  /** For people: `before the deploy of ...`. */
  readonly title: string;
  readonly touched: Touched;
  readonly state: Snapshot;
  /** As the last of the undone deploys left it; what somebody else did since is kept. */
  readonly left: Snapshot;
  /** The paths that the undone deploys changed, by `type/name`; `''` stands for any. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** The state before the last Receipt, or before a deploy that did not come to its end. */
export function goalBefore(last: Receipt | undefined, journal: Journal | undefined): Goal | undefined {
  if (journal !== undefined) {
    const paths = new Map(journal.touched.map(({ type, name }) => [`${type}/${name}`, ['']]));
    const title = 'before the deploy that did not come to its end';
    return { title, touched: journal.touched, state: journal.before, left: journal.left, paths };
  }
  if (last === undefined) return undefined;
  return {
    title: `before ${last.id}`,
    touched: touchedBy([last]),
    state: last.before,
    left: last.after,
    paths: pathsOf([last]),
  };
}

/** The state that one Receipt left, across all that followed it. */
export function goalAfter(receipts: readonly Receipt[], index: number): Goal {
  const receipt = receipts[index]!;
  const later = receipts.slice(index + 1);
  const before = later
    .toReversed()
    .reduce<Snapshot>((state, one) => overlay(state, one.before), receipt.after);
  return {
    title: `after ${receipt.id}`,
    touched: touchedBy([receipt, ...later]),
    state: overlay(before, receipt.after),
    left: (later.at(-1) ?? receipt).after,
    paths: pathsOf([receipt, ...later]),
  };
}

/** The one snapshot with what the other knows put over it. */
export function overlay(below: Snapshot, above: Snapshot): Snapshot {
  const merged = Object.keys(below).map((type) => {
    const key = type as keyof Snapshot;
    return [key, { ...below[key], ...above[key] }];
  });
  return Object.fromEntries(merged) as Snapshot;
}

function touchedBy(receipts: readonly Receipt[]): Touched {
  const names = receipts.flatMap((receipt) => receipt.changes.map(keyOf));
  return [...new Set(names)].map((key) => {
    const [type = '', ...name] = key.split('/');
    return { type, name: name.join('/') };
  });
}

function pathsOf(receipts: readonly Receipt[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const change of receipts.flatMap((receipt) => receipt.changes)) {
    const own = change.kind === 'create' ? [] : change.fields.map((field) => field.path);
    paths.set(keyOf(change), [...(paths.get(keyOf(change)) ?? []), ...own]);
  }
  return paths;
}

function keyOf({ type, name }: Pick<PlannedChange, 'type' | 'name'>): string {
  return `${type === 'triggers' ? 'bindings' : type}/${name}`;
}
