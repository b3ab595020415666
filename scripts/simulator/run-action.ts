import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { ApiCommand, ApiHost, LiveEvent, TransactionState } from '../auth0/api-host.ts';
import { recordingApi } from '../auth0/api.ts';
import { limits } from '../auth0/limits.ts';
import type { Login } from '../auth0/login.ts';
import { capturedConsole, loadModule } from './module.ts';
import type { ActionRun, BoundAction, ConsoleLine, Warning } from './result.ts';
import { catchStrays, plain } from './strays.ts';
import type { World } from './world.ts';

export type HandlerName = ActionRun['handler'];
type Handler = (event: Event, api: PostLoginAPI) => Promise<void>;

/** What one handler call did; `ended` says whether it finished at all. */
export interface HandlerRun {
  readonly run: ActionRun;
  readonly ended: 'settled' | 'idle' | 'timeout' | 'absent';
  readonly warnings: readonly Warning[];
}

/**
 * Runs one handler of one Action in this thread, as Auth0 would. Never throws what the Action throws: it is in
 * `run.error`. `deadline` is a virtual time in ms; an endless synchronous loop has to be ended from outside.
 */
export async function runHandler(
  action: BoundAction,
  handler: HandlerName,
  event: Event,
  login: Login,
  state: TransactionState,
  world: World,
  bounds: { readonly deadline: number; readonly root: string },
): Promise<HandlerRun> {
  const commands: ApiCommand[] = [];
  const lines: ConsoleLine[] = [];
  const warnings: Warning[] = [];
  const warn = (code: string, message: string): void => {
    const known = warnings.some((warning) => warning.code === code && warning.message === message);
    if (!known) warnings.push({ code, message, action: action.name });
  };
  const host: ApiHost = {
    event,
    handler,
    state,
    rulesExecuted: login.rules_executed ?? [],
    directory: { groups: login.directory?.groups ?? [], roles: login.directory?.roles ?? [] },
    record: (method, ...args) => commands.push({ method, args: trimmed(args.map(plain)) }),
    warn,
    now: () => world.clock.now(),
  };
  const finish = (ended: HandlerRun['ended'], error?: unknown): HandlerRun => {
    if (lines.reduce((sum, line) => sum + line.text.length, 0) > limits.console.documented) {
      warn('console', `only ${limits.console.documented} characters of console output are kept`);
    }
    const run = { action: action.name, handler, commands, console: lines };
    return { ended, warnings, run: error === undefined ? run : { ...run, error: thrown(error) } };
  };

  const problems: unknown[] = [];
  const onProblem = (error: unknown): void => void problems.push(error);
  const stop = catchStrays(onProblem);
  try {
    const exports = loadModule(action.code, {
      filename: `${action.name}.js`,
      packages: (action.dependencies ?? []).map(({ name }) => name),
      console: capturedConsole(lines),
      modules: { world, root: bounds.root, missing: (name) => warn('missing-module', name) },
    });
    const exported: unknown = exports[handler];
    if (exported === undefined) return finish('absent');
    const before = JSON.stringify(withoutLiveParts(event));
    let settled = false;
    asyncHandler(handler, exported)(event, recordingApi(host)).then(
      () => (settled = true),
      (error: unknown) => {
        settled = true;
        problems.push(error ?? new Error(String(error)));
      },
    );
    const ended = await world.drain(() => settled || problems.length > 0, bounds.deadline);
    if (JSON.stringify(withoutLiveParts(event)) !== before) {
      warn(
        'event-mutated',
        'the Action changes its event; no later Action, token or profile sees the change',
      );
    }
    return problems.length > 0 ? finish('settled', problems[0]) : finish(ended);
  } catch (error) {
    return finish('settled', error ?? new Error(String(error)));
  } finally {
    stop();
  }
}

/** Auth0 accepts native async functions only; a plain function that returns a promise is refused. */
function asyncHandler(name: string, exported: unknown): Handler {
  if (typeof exported !== 'function' || exported.constructor.name !== 'AsyncFunction') {
    throw new TypeError(`Invalid function signature: ${name} must be an async function`);
  }
  return exported as Handler;
}

/** The event without what api calls update in it. */
function withoutLiveParts(event: Event): unknown {
  const { transaction, session, refresh_token, ...rest } = event as unknown as LiveEvent;
  return [
    rest,
    { ...transaction, metadata: undefined },
    { ...session, metadata: undefined, cookie: undefined },
    { ...refresh_token, metadata: undefined },
  ];
}

function trimmed(args: unknown[]): unknown[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  return args.slice(0, last + 1);
}

function thrown(error: unknown): NonNullable<ActionRun['error']> {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}
