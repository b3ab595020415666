import { relative, resolve } from 'node:path';
import type { Conversion } from './codemod/conversion.ts';
import type { Converted } from './codemod/convert.ts';
import type { Staged, StagedModule } from './codemod/stage.ts';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { writeChanged } from './lib/files.ts';
import { Problem, renderProblem } from './lib/problem.ts';
import { declareActions, type ConvertedAction } from './project/declare-actions.ts';
import type { Rule } from './rule/rule.ts';

const ASKS: Readonly<Record<string, string>> = {
  kept: 'edited by hand, left as it is',
  merged: 'edited by hand, merged with the new conversion',
  foreign: 'not made by a conversion: not written',
};

/** Converts legacy Rules to typed Actions; exit code 1 when something needs a person. */
export const command: Command = {
  arguments: '[path...]',
  options: [
    { flags: '--out <dir>', description: 'folder to write to (default: actions)' },
    {
      flags: '--guard',
      description: 'skip each Action when its Rule ran in the same login (needs rule ids)',
    },
    {
      flags: '--keep <action...>',
      description:
        'Actions whose files hold by hand what the new conversion changed: later ones are merged from here',
    },
    {
      flags: '--declare',
      description: 'name the Actions in tenant.yaml too, with their secrets and in the order of the rules',
    },
    { flags: '--dry-run', description: 'report, write nothing' },
    { flags: '--print', description: 'print the Actions, write nothing' },
    { flags: '--json', description: 'print the conversion records as JSON' },
  ],
  run: migrate,
};

interface Flags {
  readonly out?: string;
  readonly guard?: boolean;
  readonly keep?: readonly string[];
  readonly declare?: boolean;
  readonly dryRun?: boolean;
  readonly print?: boolean;
  readonly json?: boolean;
}

async function migrate(
  context: Context,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const flags = options as Flags;
  if (
    args.length > 0 &&
    flags.out === undefined &&
    flags.print !== true &&
    flags.dryRun !== true &&
    flags.json !== true
  ) {
    throw new Problem('out-missing', 'Say where the Actions of the given files go.', {
      hint: 'Add --out DIR, or --print to see them.',
    });
  }
  if (flags.declare === true && flags.out !== undefined) {
    throw new Problem('declare-and-out', '--declare and --out do not go together.', {
      hint: 'What tenant.yaml names is built from actions/.',
    });
  }
  // ts-morph takes most of a second to load: only this verb pays for it.
  const { readRules } = await import('./rule/read.ts');
  const { convertRules } = await import('./codemod/convert.ts');
  const { stageConversions, stageShared } = await import('./codemod/stage.ts');
  const read = readRules(args.length > 0 ? args : ['rules-legacy'], context.cwd);
  if (flags.guard === true) refuseUnguarded(read.rules);
  context.progress(`Converting ${read.rules.length} rules`);
  const converted = convertRules(read.rules, { guard: flags.guard === true });
  const folder = resolve(context.cwd, flags.out ?? 'actions');
  const files = new Map<string, string>();
  const target = { folder, files, keep: new Set(flags.keep) };
  const staged = stageConversions(converted.conversions, target);
  const modules = stageShared(converted.shared, target);
  refuseUnknown(target.keep, [
    ...staged.map(({ conversion }) => conversion.action.name),
    ...modules.map(({ module }) => `shared/${module.name}`),
  ]);
  const declared = flags.declare === true ? declareActions(context.cwd, staged.map(toDeclare)) : undefined;
  if (declared !== undefined && declared.names.length > 0)
    files.set(resolve(context.cwd, 'tenant.yaml'), declared.text);
  const writes = flags.dryRun !== true && flags.print !== true;
  const changed = writes ? writeChanged(files) : [];
  const problems = [...read.problems, ...converted.problems];
  if (flags.json === true)
    context.out(JSON.stringify(asJson(converted, staged, modules, problems), undefined, 2));
  else if (flags.print === true) context.out(printed(converted).trimEnd());
  else
    context.out(
      report(converted, staged, modules, {
        cwd: context.cwd,
        folder,
        writes,
        changed,
        declared: declared?.names ?? [],
      }),
    );
  if (flags.json !== true) for (const problem of problems) context.err(renderProblem(problem, 'text'));
  return exitCode(staged, modules, problems);
}

/** Without a guard an Action would run beside its Rule: each counter twice, each mail. */
function refuseUnguarded(rules: readonly Rule[]): void {
  const without = rules.filter(({ id }) => id === undefined);
  const [first] = without;
  if (first === undefined) return;
  throw new Problem(
    'guard-without-id',
    `--guard needs the id of ${without.map(({ name }) => name).join(', ')}.`,
    {
      at: { file: first.file },
      hint: 'Add id: rul_… to each rule in rules.yaml. npm run pull does, from a tenant that still lists its rules.',
    },
  );
}

function refuseUnknown(keep: ReadonlySet<string>, names: readonly string[]): void {
  const unknown = [...keep].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new Problem('action-unknown', `--keep names ${unknown}, which no rule becomes.`, {
    hint: `There is ${names.join(', ') || 'nothing'}.`,
  });
}

function toDeclare({ conversion }: Staged): ConvertedAction {
  const { rule, action, secrets } = conversion;
  return { name: action.name, secrets, enabled: rule.enabled };
}

/** The modules first, each under the name of its file, since they come without one. */
function printed({ shared, conversions }: Converted): string {
  const modules = shared.map(({ name, code }) => `// shared/${name}.ts\n${code}`);
  return [...modules, ...conversions.map(({ code }) => code)].join('\n');
}

function exitCode(
  staged: readonly Staged[],
  modules: readonly StagedModule[],
  problems: readonly Problem[],
): ExitCode {
  if (problems.length > 0) return 2;
  // Actions import what is not there, or something else.
  if (modules.some(({ fate }) => fate === 'conflict' || fate === 'foreign')) return 1;
  const asks = staged.some(
    ({ fate, open }) => fate === 'conflict' || (fate !== 'foreign' && open.length > 0),
  );
  return asks ? 1 : 0;
}

function asJson(
  { links, cutover }: Converted,
  staged: readonly Staged[],
  modules: readonly StagedModule[],
  problems: readonly Problem[],
): unknown {
  return {
    conversions: staged.map(({ conversion, fate }) => ({ ...conversion, fate })),
    shared: modules.map(({ module: { global, name, code }, fate }) => ({
      global: `global.${global}`,
      name: `shared/${name}`,
      fate,
      code,
    })),
    links,
    cutover,
    problems: problems.map(({ code, message, at, detail, hint }) => ({ code, message, at, detail, hint })),
  };
}

interface Where {
  readonly cwd: string;
  readonly folder: string;
  readonly writes: boolean;
  /** Files whose content is another now. */
  readonly changed: readonly string[];
  /** Actions that tenant.yaml did not name before. */
  readonly declared: readonly string[];
}

function report(
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
    ...(converted.cutover.length < 2
      ? []
      : [
          '',
          'Switch in this order, last rule first, since Actions run after all Rules:',
          `  ${converted.cutover.join(', ')}`,
        ]),
    ...(where.declared.length === 0
      ? []
      : ['', `${where.writes ? 'Named' : 'To be named'} in tenant.yaml: ${where.declared.join(', ')}`]),
    '',
    `${counts.join(', ')}. ${outcome(where)}`,
  ].join('\n');
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
