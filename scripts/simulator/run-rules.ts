import { Script } from 'node:vm';
import { isPlainObject } from '../auth0/api-host.ts';
import { isInteractive } from '../auth0/api-redirect.ts';
import { copyOf } from '../auth0/copy.ts';
import { limits } from '../auth0/limits.ts';
import type { Login } from '../auth0/login.ts';
import { messageOf } from '../lib/problem.ts';
import { capturedConsole } from './module.ts';
import type { ConsoleLine } from './result.ts';
import { onceACode } from './once.ts';
import { requirePackage, type Modules } from './packages.ts';
import { plain } from './plain.ts';
import { ruleViewOf, type RuleInput, type RuleQuirks } from './rule-input.ts';
import { implicitNames } from './rule-modules.ts';
import { leftovers } from './leftovers.ts';
import { profileStore, type ProfileStore } from './rule-profile.ts';
import type { BoundRule, RuleNote, RulesEnd, RulesResult } from './rules-result.ts';
import { catchStrays } from './strays.ts';
import type { World } from './world.ts';

export interface RulesTask {
  readonly rules: readonly BoundRule[];
  readonly login: Login;
  /** The tenant-wide values of `configuration`. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly quirks: RuleQuirks;
  /** True for the run after the user came back from a redirect, which runs all Rules again. */
  readonly redirectCallback?: boolean;
  /** What earlier Rules have made of them; left out: what the login has. */
  readonly shared?: RuleInput;
  /** Milliseconds that all Rules together may take. */
  readonly limit: number;
  readonly root: string;
}

type Rule = (user: unknown, context: unknown, callback: Callback) => unknown;
type Callback = (error?: unknown, user?: unknown, context?: unknown) => void;

/** What `callback(new UnauthorizedError(message))` is made of. */
class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
}

/** Runs the Rules of a login in order, in this thread, on one user and one context that they share and change. */
export async function runRules(task: RulesTask, world: World): Promise<RulesResult> {
  const { rules, login, quirks, redirectCallback = false, limit } = task;
  const deadline = world.clock.now() + limit;
  const notes: RuleNote[] = [];
  const lines: ConsoleLine[] = [];
  const store = profileStore(login, world);
  const before = task.shared ?? ruleViewOf(login, quirks, redirectCallback);
  let { user, context }: { user: unknown; context: unknown } = copyOf(before);
  let end: RulesEnd = { kind: 'next' };
  let target: string | undefined;
  let ran = 0;
  let took = 0;
  let unfinished = false;

  for (const rule of rules) {
    const given = rule.isPassed ? copyOf({ user, context }) : undefined;
    const run = await runRule(rule, user, context, task, world, store, lines, deadline);
    ran++;
    notes.push(...run.notes);
    took += run.took;
    unfinished ||= run.unfinished;
    if (given && run.end.kind === 'stalled' && world.clock.now() < deadline) {
      ({ user, context } = given);
      continue;
    }
    // Assumption: a Rule that calls back without user and context leaves both as they are.
    user = run.user ?? user;
    context = run.context ?? context;
    end = run.end;
    if (end.kind !== 'next') break;
    // Who comes back has been where the first of the Rules that go on sends them.
    const isSent = targetOf(context) !== target && !(redirectCallback && ran === 1);
    target = targetOf(context);
    if (quirks.suspends && isSent && target !== undefined) break;
  }
  const kept = world.newGlobals();
  // By index: code may have changed what lists do.
  for (let at = 0; at < kept.length; at++) {
    notes.push({ code: 'keeps', rule: rules.at(-1)?.name ?? '', message: `the global ${kept[at]!}` });
  }
  await world.leave();
  const shown = isPlainObject(context) ? context : {};
  target = targetOf(context);
  if (end.kind === 'next' && target !== undefined) end = endAt(target, login, rules.at(-1)?.name ?? '');
  if (end.kind === 'next' && isNobody(shown['primaryUser']))
    end = { kind: 'nobody', rule: rules.at(-1)?.name ?? '' };
  const after = { user: serialised(user, notes, rules), context: serialised(context, notes, rules) };
  const stored = store.stored();
  if (end.kind === 'next') {
    const left = leftovers(before, after, stored);
    notes.push(
      ...left.map((message) => ({ code: 'leaves' as const, rule: rules.at(-1)?.name ?? '', message })),
    );
  }
  return {
    end,
    ran,
    took,
    unfinished,
    ...after,
    stored,
    requests: [...world.network.requests],
    notes,
    console: lines,
  };
}

/** Where a Rule has ordered the user to be sent. */
function targetOf(context: unknown): string | undefined {
  const redirect = isPlainObject(context) ? context['redirect'] : undefined;
  const target = isPlainObject(redirect) ? redirect['url'] : undefined;
  return typeof target === 'string' ? target : undefined;
}

/** Assumption: a Rule that orders a redirect on the way back as well sends the user away again. */
function endAt(target: string, login: Login, rule: string): RulesEnd {
  // Assumption: there is no way back from what is no URL by itself; Auth0 does not say what becomes of the user.
  if (!URL.canParse(target)) return { kind: 'nowhere', rule, target };
  const request = { query: { ...login.request.query }, body: {} };
  return isInteractive({ user: login.user, request, ...transactionOf(login) })
    ? { kind: 'redirect', target }
    : { kind: 'interaction_required', rule };
}

/** Assumption: there is no user whose ID is no text, or too long; falsy values name none. */
function isNobody(id: unknown): boolean {
  return typeof id === 'string' ? id.length > limits.primaryUserId.documented : Boolean(id);
}

function transactionOf({ transaction }: Login): { transaction?: { protocol?: string } } {
  const protocol = transaction?.protocol;
  return protocol === undefined ? {} : { transaction: { protocol } };
}

interface RuleRun {
  readonly end: RulesEnd;
  readonly user?: unknown;
  readonly context?: unknown;
  readonly notes: readonly RuleNote[];
  readonly took: number;
  readonly unfinished: boolean;
}

async function runRule(
  rule: BoundRule,
  user: unknown,
  context: unknown,
  task: RulesTask,
  world: World,
  store: ProfileStore,
  lines: ConsoleLine[],
  deadline: number,
): Promise<RuleRun> {
  const { network } = world;
  const notes: RuleNote[] = [];
  const note = (code: RuleNote['code'], message: string): void =>
    void notes.push({ code, message, rule: rule.name });
  let answer: readonly unknown[] | undefined;
  const errors: unknown[] = [];
  const started = world.clock.now();
  let took = 0;
  let answered = 0;
  const callback: Callback = (...args) => {
    if (answer) note('callback-twice', `the callback was called again, with ${describe(args[0])}`);
    else if (errors.length === 0) {
      answer = args;
      answered = network.answered();
    }
  };
  const stop = catchStrays((error) => errors.push(error));
  try {
    const modules = { world, root: task.root, missing: (name: string) => note('missing-module', name) };
    const run = ruleOf(rule, modules, {
      require: (name: string) => requirePackage(name, modules),
      console: capturedConsole(lines),
      configuration: { ...task.configuration },
      auth0: store.auth0,
      UnauthorizedError,
    });
    const returned = run(user, context, callback);
    // An async rule whose promise is rejected: nobody handles it, as in Rules.
    if (returned instanceof Promise) returned.catch((error: unknown) => errors.push(error));
    const ended = await world.drain(() => answer !== undefined || errors.length > 0, deadline);
    took = world.clock.now() - started;
    // Whatever still runs: a second call or a late error is worth a note, not more.
    if (ended === 'settled' && answer)
      await world.drain(() => false, Math.min(deadline, world.clock.now() + LATE), 0);
    if (answer && errors.length > 0) note('late-error', messageOf(errors[0]));
  } catch (error) {
    if (isBroken(error, rule)) note('syntax', messageOf(error));
    errors.push(error);
  } finally {
    stop();
  }
  if (!answer) {
    const end: RulesEnd =
      errors.length > 0
        ? {
            kind: 'threw',
            rule: rule.name,
            name: nameOf(errors[0]),
            reason: messageOf(errors[0]),
            ...lineOf(errors[0], rule),
          }
        : { kind: 'stalled', rule: rule.name };
    // A Rule that hangs for want of an answer did not see it either.
    return { end, notes, took, unfinished: network.requests.length > network.answered() };
  }
  // Some requests only go out after the code that makes them.
  const unfinished = network.requests.length > answered;
  const [error, nextUser, nextContext] = answer;
  if (!error) return { end: { kind: 'next' }, user: nextUser, context: nextContext, notes, took, unfinished };
  const isUnauthorized = error instanceof UnauthorizedError;
  const reason = reasonOf(error);
  return {
    end: {
      kind: 'refused',
      rule: rule.name,
      error: isUnauthorized ? 'unauthorized' : 'access_denied',
      reason,
    },
    notes,
    took,
    unfinished,
  };
}

/** Virtual milliseconds to watch a rule after its callback. */
const LATE = 1_000;

/** The names that a rule finds around it, beside those of modules. */
const SURROUNDINGS = ['require', 'console', 'configuration', 'auth0', 'UnauthorizedError'] as const;

type Surroundings = Readonly<Record<(typeof SURROUNDINGS)[number], unknown>>;

interface CompiledRule {
  /** Names of modules that the rule uses without requiring them. */
  readonly implicit: ReturnType<typeof implicitNames>;
  readonly wrapper: (...values: unknown[]) => () => Rule;
}

/** Code is compiled once a thread and made anew for each login. */
const compiledRule = onceACode<CompiledRule>();

/** The rule's function, made anew inside a function that holds the names of the sandbox. */
function ruleOf(rule: BoundRule, modules: Modules, around: Surroundings): Rule {
  const { implicit, wrapper } = compiledRule(
    rule,
    () => [modules.root, rule.name, rule.lineOffset, rule.code].join('\n'),
    () => compile(rule, modules),
  );
  const require = around.require as (name: string) => unknown;
  const values = implicit.map(([, module]) => require(module));
  return wrapper(...SURROUNDINGS.map((name) => around[name]), ...values)();
}

function compile({ name, code, lineOffset = 0 }: BoundRule, modules: Modules): CompiledRule {
  const implicit = implicitNames(code, modules);
  const parameters = [...SURROUNDINGS, ...implicit.map(([parameter]) => parameter)].join(', ');
  const source = `(function (${parameters}) { return function () { const global = globalThis; return (\n${code}\n); }; })`;
  const script = new Script(source, { filename: `${name}.js`, lineOffset: lineOffset - 1 });
  return { implicit, wrapper: script.runInThisContext() as CompiledRule['wrapper'] };
}

function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (isPlainObject(error) && typeof error['message'] === 'string') return error['message'];
  return typeof error === 'string' ? error : describe(error);
}

/** Whether the code could not even be compiled, as with a placeholder that nobody has filled in. */
function isBroken(error: unknown, rule: BoundRule): boolean {
  return error instanceof SyntaxError && (error.stack ?? '').startsWith(`${rule.name}.js:`);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function describe(value: unknown): string {
  if (value instanceof Error) return `the error "${value.message}"`;
  return JSON.stringify(value) ?? String(value);
}

/** The line of the rule at which an error was thrown, counted from 1. */
function lineOf(error: unknown, rule: BoundRule): { line?: number } {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.split(`${rule.name}.js:`)[1];
  const line = at === undefined ? Number.NaN : Number.parseInt(at, 10);
  return Number.isNaN(line) ? {} : { line };
}

function serialised(value: unknown, notes: RuleNote[], rules: readonly BoundRule[]): Record<string, unknown> {
  try {
    const copy = plain(value);
    return isPlainObject(copy) ? copy : {};
  } catch (error) {
    notes.push({ code: 'unserialisable', rule: rules.at(-1)?.name ?? '', message: messageOf(error) });
    return {};
  }
}
