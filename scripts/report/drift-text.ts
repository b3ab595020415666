import type { PlannedChange } from '../tenant/plan.ts';
import { labels } from '../tenant/changes.ts';
import type { LiveBinding } from '../tenant/live.ts';
import type { SnapshotChange } from '../tenant/snapshot.ts';
import { changeText, orderLines, show } from './plan-text.ts';

/** How the live tenant differs from what was last deployed, and from the sources. */
export interface Drift {
  readonly target: string;
  /** The last Receipt; undefined when nothing was deployed from here. */
  readonly receipt: string | undefined;
  /** Who is changing the tenant just now; undefined for nobody. */
  readonly atWork: string | undefined;
  /** True when a deploy did not come to its end. */
  readonly unfinished: boolean;
  /** What somebody else changed since. */
  readonly since: readonly SnapshotChange[];
  /** What the sources ask for and the tenant does not hold. */
  readonly sources: readonly PlannedChange[];
}

/** A drift for people; every line names what differs. */
export function driftText(drift: Drift, label: string): string {
  const { receipt, atWork, unfinished, since, sources } = drift;
  const sections = [
    `Target   ${label}`,
    ...(atWork === undefined ? [] : [`${atWork}: look again when it is over.`]),
    ...(unfinished
      ? ['A deploy did not come to its end: run it again, or put the tenant back with npm run rollback.']
      : []),
    receipt === undefined
      ? 'No deploy has left a Receipt here: compared with the sources alone.'
      : since.length === 0
        ? `As the last deploy left it (${receipt})`
        : `Changed since the last deploy (${receipt})\n${since.map(sinceText).join('\n')}`,
    sources.length === 0
      ? 'As the sources ask'
      : `Other than the sources ask\n${sources.map(changeText).join('\n')}`,
  ];
  return sections.join('\n\n');
}

const NAMES: Readonly<Record<SnapshotChange['type'], string>> = {
  clients: 'application',
  connections: 'connection',
  actions: 'action',
  bindings: 'binding',
  rules: 'rule',
};

function sinceText({ type, name, kind, fields }: SnapshotChange): string {
  const head = `  ${NAMES[type]}  ${name}${kind === 'differs' ? '' : `  ${kind}`}`;
  if (type === 'bindings') {
    const lists = fields.map(({ before, after }) => orderLines(labelsOf(before), labelsOf(after)));
    return [head, ...lists.flat()].join('\n');
  }
  return [
    head,
    ...fields.map(({ path, before, after }) => `    ${path}: ${show(before)} -> ${show(after)}`),
  ].join('\n');
}

function labelsOf(list: unknown): string[] {
  return labels((list ?? []) as readonly LiveBinding[]);
}
