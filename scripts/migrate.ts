import { relative, resolve } from 'node:path';
import type { Converted } from './codemod/convert.ts';
import type { Origin } from './codemod/origins.ts';
import type { Staged, StagedModule } from './codemod/stage.ts';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { writeChanged } from './lib/files.ts';
import { Problem, renderProblem } from './lib/problem.ts';
import { declareActions, type ConvertedAction } from './project/declare-actions.ts';
import { migrationText } from './report/migration-text.ts';
import type { Rule } from './rule/rule.ts';

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
  const { isByHand, orphaned, readOrigins, renamedRules } = await import('./codemod/origins.ts');
  const { stageConversions, stageShared } = await import('./codemod/stage.ts');
  const read = readRules(args.length > 0 ? args : ['rules-legacy'], context.cwd);
  const folder = resolve(context.cwd, flags.out ?? 'actions');
  const origins = readOrigins(folder);
  if (flags.guard === true) refuseUnguarded(read.rules.filter((rule) => !isByHand(rule, folder, origins)));
  context.progress(`Converting ${read.rules.length} rules`);
  const converted = convertRules(read.rules, { guard: flags.guard === true });
  const files = new Map<string, string>();
  const target = { folder, files, keep: new Set(flags.keep) };
  // Of given files nobody knows which rules there are besides.
  const orphans = args.length > 0 || read.problems.length > 0 ? [] : orphaned(origins, read.rules);
  const renamed = renamedRules(read.rules, origins, relative(context.cwd, folder));
  const staged = stageConversions(
    converted.conversions.filter(({ action }) => !renamed.has(action.name)),
    target,
  );
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
  const problems = [...read.problems, ...renamed.values(), ...converted.problems];
  if (flags.json === true)
    context.out(JSON.stringify(asJson(converted, staged, modules, orphans, problems), undefined, 2));
  else if (flags.print === true) context.out(printed(converted).trimEnd());
  else
    context.out(
      migrationText(converted, staged, modules, {
        cwd: context.cwd,
        folder,
        writes,
        changed,
        declared: declared?.names ?? [],
        orphans,
      }),
    );
  if (flags.json !== true) for (const problem of problems) context.err(renderProblem(problem, 'text'));
  return exitCode(staged, modules, orphans, problems);
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
  orphans: readonly Origin[],
  problems: readonly Problem[],
): ExitCode {
  if (problems.length > 0) return 2;
  if (orphans.length > 0) return 1;
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
  orphans: readonly Origin[],
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
    orphans: orphans.map(({ action, rule }) => ({ action, rule: rule.name })),
    problems: problems.map(({ code, message, at, detail, hint }) => ({ code, message, at, detail, hint })),
  };
}
