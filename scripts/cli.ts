import { realpathSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { CommanderError, Command as Parser, Option } from 'commander';
import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { renderProblem } from './report/problem.ts';

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

/** Runs one command line and returns its exit code. Everything it prints goes through `context`. */
export async function main(argv: readonly string[], context: Context): Promise<ExitCode> {
  try {
    return await runVerb(argv, context);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Problem) {
      context.err(argv.includes('--json') ? renderProblem(error, 'json') : renderProblem(error, 'text'));
      return 2;
    }
    if (context.signal.aborted) {
      context.err('Stopped.');
      return 2;
    }
    context.err(
      `This is a bug in the toolkit, please report it.\n${error instanceof Error ? (error.stack ?? '') : String(error)}`,
    );
    return 2;
  }
}

async function runVerb(argv: readonly string[], context: Context): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const parser = newParser(context)
    .name('toolkit')
    .description('Auth0 Rules to Actions: migrate, prove, deploy.');
  const chosen = VERBS.find((verb) => verb.name === argv[0]);
  for (const verb of VERBS) {
    const sub = newParser(context, verb.name).description(verb.summary);
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

function newParser(context: Context, name?: string): Parser {
  return new Parser(name)
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text.trimEnd()),
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
