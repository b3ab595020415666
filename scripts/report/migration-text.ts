import { relative } from 'node:path';
import type { Conversion } from '../codemod/conversion.ts';
import type { Converted } from '../codemod/convert.ts';
import type { Origin } from '../codemod/origins.ts';
import type { Staged, StagedModule } from '../codemod/stage.ts';

const ASKS: Readonly<Record<string, string>> = {
  kept: 'edited by hand, left as it is',
  merged: 'edited by hand, merged with the new conversion',
  foreign: 'not made by a conversion: not written',
};

/** What became of it all on disk. */
interface Where {
  readonly cwd: string;
  readonly folder: string;
  readonly writes: boolean;
  /** Files whose content is another now. */
  readonly changed: readonly string[];
  /** Actions that tenant.yaml did not name before. */
  readonly declared: readonly string[];
  /** Actions of rules that are gone. */
  readonly orphans: readonly Origin[];
}

/** What each rule became, what needs a person, and in which order to switch. */
export function migrationText(
  converted: Converted,
  staged: readonly Staged[],
  modules: readonly StagedModule[],
  where: Where,
): string {
  const width = Math.max(4, ...staged.map(({ conversion }) => conversion.rule.name.length));
  const lines = staged.flatMap((one) => ruleLines(one, width, where));
  const counts = (['exact', 'review', 'manual'] as const).map(
    (verdict) => `${converted.conversions.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  const carried = converted.links.filter(({ path }) => !path.startsWith('global.'));
  return [
    ...lines,
    ...(modules.length === 0
      ? []
      : ['', 'What rules share through global, in modules that the Actions import:']),
    ...modules.flatMap((one) => moduleLines(one, where)),
    ...(carried.length === 0
      ? []
      : ['', 'Values that rules share, carried in the metadata of the transaction:']),
    ...carried.map(({ path, writer, reader }) => `  ${path}  ${writer} -> ${reader}`),
    ...(converted.cutover.flat().length < 2
      ? []
      : [
          '',
          'Switch in this order, last rule first, since Actions run after all Rules:',
          `  ${converted.cutover.map(stepText).join(', ')}`,
        ]),
    ...orphanLines(where),
    ...(where.declared.length === 0
      ? []
      : ['', `${where.writes ? 'Named' : 'To be named'} in tenant.yaml: ${where.declared.join(', ')}`]),
    '',
    `${counts.join(', ')}. ${outcome(where)}`,
  ].join('\n');
}

function orphanLines({ orphans, folder, cwd }: Where): string[] {
  if (orphans.length === 0) return [];
  const shown = relative(cwd, folder);
  return [
    '',
    'Made from rules that are not there any more, so deploy:tenant refuses them:',
    ...orphans.map(({ action, rule }) => `  ${shown}/${action}.ts  from ${rule.name}`),
    `  do: delete them, with their records in ${shown}/.migrated and their names in tenant.yaml; or the record alone of`,
    '  one that is to stay as code of your own',
  ];
}

function outcome({ cwd, folder, writes, changed }: Where): string {
  if (!writes) return 'Nothing written.';
  return changed.length === 0 ? 'Nothing to write.' : `Written to ${relative(cwd, folder) || '.'}.`;
}

function moduleLines(staged: StagedModule, { cwd }: Where): string[] {
  const { module, fate, path } = staged;
  return [
    `  global.${module.global}  ${fate}  ${relative(cwd, path)}`,
    ...asksOf(staged, `shared/${module.name}`, cwd).map((line) => `  ${line}`),
  ];
}

/** What became of a file that a person edited, and what is to be done about it. */
function asksOf({ fate, path, clash }: Staged | StagedModule, name: string, cwd: string): string[] {
  const asks = ASKS[fate];
  if (fate !== 'conflict') return asks === undefined ? [] : [`  ${asks}`];
  return [
    `  edited by hand where the conversion changed, from ${relative(cwd, path)}:${clash} on: not written`,
    `  do: take over what --print shows, then run migrate with --keep ${name}`,
  ];
}

function ruleLines(staged: Staged, width: number, { cwd }: Where): string[] {
  const { conversion, fate, path } = staged;
  const isOwn = fate === 'kept' || fate === 'merged' || fate === 'foreign' || fate === 'conflict';
  return [
    `${conversion.rule.name.padEnd(width)}  ${conversion.verdict.padEnd(6)}  ${fate.padEnd(9)}  ${relative(cwd, path)}`,
    ...asksOf(staged, conversion.action.name, cwd),
    ...(isOwn
      ? openLines(staged, cwd)
      : conversion.headline === undefined
        ? []
        : [`  ${conversion.headline}`]),
    ...(isOwn ? [] : noteLines(conversion)),
    ...listLine('secrets', conversion.secrets),
    ...listLine(
      'packages',
      conversion.dependencies.map(({ name, version }) => (version === null ? name : `${name}@${version}`)),
    ),
    ...listLine('scopes', conversion.scopes),
  ];
}

/** What is still open in a file that is not as the conversion wrote it; of what is settled, only how much. */
function openLines({ conversion, open, path }: Staged, cwd: string): string[] {
  const notes = conversion.notes.filter(({ severity }) => severity !== 'info').length;
  if (notes + open.length === 0) return [];
  return [
    ...open.map(({ line, code, reason }) => `  ${relative(cwd, path)}:${line}  ${code}  ${reason}`),
    `  ${notes} ${notes === 1 ? 'note' : 'notes'} of the conversion, ${open.length === 0 ? 'none' : open.length} open in the file`,
  ];
}

function noteLines({ notes, rule }: Conversion): string[] {
  return notes
    .filter(({ severity }) => severity !== 'info')
    .map(
      ({ ruleLine, code, subject, reason }) =>
        `  ${rule.file}:${ruleLine}  ${code}  ${subject === undefined ? '' : `${subject}: `}${reason}`,
    );
}

function listLine(label: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`  ${label.padEnd(8)}  ${values.join(', ')}`];
}

/** `a`, or `b + c at once` where an Action gets what the other one leaves. */
function stepText(step: readonly string[]): string {
  const all = step.join(' + ');
  return step.length === 1 ? all : `${all} at once`;
}
