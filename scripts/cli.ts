import { realpathSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { CommanderError, Command as Parser, Option } from 'commander';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem, renderProblem } from './lib/problem.ts';

interface Verb {
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly command: Command }>;
}

const VERBS: readonly Verb[] = [
  { name: 'migrate', summary: 'convert legacy rules to typed Actions', load: () => import('./migrate.ts') },
  {
    name: 'verify',
    summary: 'prove that an Action does what its rule did',
    load: () => import('./verify.ts'),
  },
  { name: 'build', summary: 'type-check and bundle the Actions', load: () => import('./build.ts') },
  {
    name: 'deploy',
    summary: 'build, deploy tenant.yaml, read back, log the personas in',
    load: () => import('./deploy.ts'),
  },
  {
    name: 'plan',
    summary: 'compare the sources with the live tenant, field by field',
    load: () => import('./plan.ts'),
  },
  {
    name: 'drift',
    summary: 'compare the live tenant with the last deploy and with the sources',
    load: () => import('./drift.ts'),
  },
  {
    name: 'rollback',
    summary: 'put the tenant back to how it was before a deploy',
    load: () => import('./rollback.ts'),
  },
  {
    name: 'pull',
    summary: 'bring rules, Actions and bindings from a tenant, an export or Terraform',
    load: () => import('./pull.ts'),
  },
  {
    name: 'torq',
    summary: 'Torq single sign-on: sheet, check, who, plan, apply',
    load: () => import('./torq.ts'),
  },
  {
    name: 'login',
    summary: 'log a persona in on the local tenant: request, Actions, token, role',
    load: () => import('./login.ts'),
  },
  {
    name: 'tenant',
    summary: 'run the embedded local tenant in the foreground',
    load: () => import('./tenant.ts'),
  },
];

const EXIT_CODES = `
Exit codes:
  0  nothing to say
  1  findings: differences, changes, drift
  2  could not do the work`;

/**
 * Runs one command line and returns its exit code. Everything it prints goes through `context`. Under --json standard
 * output holds one document, whatever happens: the result, or `{ "error": … }`.
 */
export async function main(argv: readonly string[], context: Context): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  let hasResult = false;
  const out = (text: string): void => {
    hasResult = true;
    context.out(text);
  };
  try {
    return await runVerb(argv, { ...context, out }, isJson);
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    if (isUsage && error.exitCode === 0) return 0;
    const problem = asProblem(error, context.signal);
    if (isJson && !hasResult) context.out(renderProblem(problem, 'json'));
    // What is wrong with the command line has been printed by the parser.
    else if (!isUsage) context.err(renderProblem(problem, 'text'));
    return 2;
  }
}

/** Whatever a verb ended with, as what is to be told. */
function asProblem(error: unknown, signal: AbortSignal): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CommanderError) {
    const message =
      error.code === 'commander.help' ? 'No verb is named.' : error.message.replace(/^error: /, '');
    return new Problem('usage', message, { hint: 'Every verb takes --help.' });
  }
  if (signal.aborted) return new Problem('stopped', 'The work was stopped before its end.');
  return new Problem('bug', 'This is a bug in the toolkit, please report it.', {
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}

async function runVerb(argv: readonly string[], context: Context, isJson: boolean): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const parser = newParser(context, isJson)
    .name('toolkit')
    .description('Auth0 Rules to Actions: migrate, prove, deploy.');
  const chosen = VERBS.find((verb) => verb.name === argv[0]);
  for (const verb of VERBS) {
    const sub = newParser(context, isJson, verb.name).description(verb.summary);
    if (verb === chosen) {
      const { command } = await verb.load();
      if (command.arguments) sub.argument(command.arguments);
      for (const { flags, description, choices } of command.options) {
        const option = new Option(flags, description);
        sub.addOption(choices === undefined ? option : option.choices(choices));
      }
      sub.action(async (...received: unknown[]) => {
        const args = command.arguments ? [received[0] ?? []].flat() : [];
        exitCode = await command.run(context, args as string[], sub.opts());
      });
    }
    parser.addCommand(sub);
  }
  await parser.parseAsync([...argv], { from: 'user' });
  return exitCode;
}

/** `isQuiet`: what is wrong with the command line is thrown alone, not printed as well. */
function newParser(context: Context, isQuiet: boolean, name?: string): Parser {
  return new Parser(name)
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .showHelpAfterError('  do   Add --help: it lists what there is.')
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => void (isQuiet || context.err(text.trimEnd())),
    })
    .addHelpText('after', EXIT_CODES);
}

/** The real world. A progress line is written to a terminal only, and overwritten by the next. */
function processContext(): Context {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const tty = process.stderr.isTTY;
  const clear = (): void => void (tty && process.stderr.write('\r\u001B[2K'));
  return {
    cwd: process.cwd(),
    env: process.env,
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    signal: controller.signal,
    out(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    err(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!tty) return;
      clear();
      process.stderr.write(text.slice(0, (process.stderr.columns || 80) - 1));
    },
    async confirm(question) {
      clear();
      const prompt = createInterface({ input: process.stdin, output: process.stdout });
      // Ctrl-C and the end of the input are a no.
      const gone = new Promise<string>((done) => prompt.once('close', () => done('')));
      const asked = prompt.question(`${question} [y/N] `, { signal: controller.signal }).catch(() => '');
      const answer = await Promise.race([asked, gone]);
      prompt.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  // Whoever reads may stop reading (`| head`): the work goes on, and its exit code counts.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') process.exitCode = 2;
    });
  }
  const code = await main(process.argv.slice(2), processContext());
  process.exitCode ??= code;
  // What is said is said; no thread or socket that is left may keep a verb alive that is over.
  const said = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((done) => stream.write('', () => done())),
  );
  await Promise.all(said);
  process.exit();
}
