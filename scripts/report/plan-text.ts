import type { FieldChange } from '../tenant/diff.ts';
import type { Plan, PlannedChange } from '../tenant/plan.ts';
import { columns } from '../lib/columns.ts';

/** How the types of resources are called, in every report. */
export const TITLES: Readonly<Record<PlannedChange['type'], string>> = {
  clients: 'application',
  connections: 'connection',
  actions: 'action',
  triggers: 'binding',
  rules: 'rule',
};

const WORDS: Readonly<Record<PlannedChange['kind'], string>> = {
  create: 'to create',
  update: 'to change',
  remove: 'to delete',
  unchanged: 'unchanged',
};

/** A plan for people: what is dangerous first, then what differs field by field, code as a diff, secrets by state. */
export function planText(plan: Plan, label: string): string {
  const work = plan.changes.filter((change) => change.kind !== 'unchanged');
  const sections = [
    `Target   ${label}`,
    ...(plan.dangers.length === 0 ? [] : [`Dangerous\n${dangerTable(plan.dangers)}`]),
    work.length === 0 ? 'No changes' : `Changes\n${work.map(changeText).join('\n')}`,
    ...(plan.secrets.length === 0
      ? []
      : [
          `Secrets\n${columns(
            plan.secrets.map(({ name, state }) => [name, state]),
            '  ',
          )}`,
        ]),
    ...(plan.kept.length === 0
      ? []
      : [`Kept, though tenant.yaml does not name it\n${plan.kept.map((one) => `  ${one}`).join('\n')}`]),
    summary(plan),
  ];
  return sections.join('\n\n');
}

/** The dangerous changes, one a line. */
export function dangerTable(dangers: Plan['dangers']): string {
  return columns(
    dangers.map(({ code, message }) => [code, message]),
    '  ',
  );
}

/** `1 to create, 2 to change.` */
export function summary({ changes }: Plan): string {
  const counts = (['create', 'update', 'remove', 'unchanged'] as const)
    .map((kind) => [changes.filter((change) => change.kind === kind).length, WORDS[kind]] as const)
    .filter(([count]) => count > 0);
  return `${counts.map(([count, word]) => `${count} ${word}`).join(', ')}.`;
}

/** One resource with its fields. */
export function changeText({ type, name, kind, fields }: PlannedChange): string {
  const head = `  ${TITLES[type]}  ${name}  ${WORDS[kind]}`;
  const own = fields.filter((field) => !field.secret);
  return [head, ...own.flatMap((field) => fieldLines(field, kind))].join('\n');
}

function fieldLines({ path, before, after, diff }: FieldChange, kind: PlannedChange['kind']): string[] {
  if (path === 'code') {
    if (diff === undefined) return [`    code: ${String(after).slice(0, 19)}`];
    if (diff === '') return ['    code: formatting or comments alone'];
    return ['    code:', ...diff.split('\n').map((line) => `      ${line}`)];
  }
  if (path === 'order') return ['    order:', ...orderLines(before, after)];
  if (kind === 'create') return [`    ${path}: ${show(after)}`];
  return [`    ${path}: ${show(before)} -> ${show(after)}`];
}

/** The bindings in the order they would run; `+` comes, `-` goes, `~` runs at another place. */
export function orderLines(before: unknown, after: unknown): string[] {
  const old = (before ?? []) as readonly string[];
  const next = (after ?? []) as readonly string[];
  const common = old.filter((one) => next.includes(one));
  const stays = next.filter((one) => old.includes(one));
  const mark = (name: string): string =>
    !old.includes(name) ? '+' : common.indexOf(name) === stays.indexOf(name) ? ' ' : '~';
  return [
    ...next.map((name, index) => `      ${mark(name)} ${index + 1}. ${name}`),
    ...old.filter((name) => !next.includes(name)).map((name) => `      -    ${name}`),
  ];
}

/** A value in one line, cut where it is long. */
export function show(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
