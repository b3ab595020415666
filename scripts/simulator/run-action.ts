import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { isPlainObject, type ApiCommand, type ApiHost, type TransactionState } from '../auth0/api-host.ts';
import { recordingApi } from '../auth0/api.ts';
import { copyOf } from '../auth0/copy.ts';
import { limits } from '../auth0/limits.ts';
import type { Login } from '../auth0/login.ts';
import { messageOf } from '../lib/problem.ts';
import { capturedConsole, loadModule } from './module.ts';
import type { ActionRun, BoundAction, ConsoleLine, Warning } from './result.ts';
import { isSameObject, plain } from './plain.ts';
import { catchStrays } from './strays.ts';
import type { World } from './world.ts';

export type HandlerName = ActionRun['handler'];
type Handler = (event: Event, api: PostLoginAPI) => Promise<void>;

/** What one handler call did; `ended` says whether it finished at all. */
export interface HandlerRun {
  readonly run: ActionRun;
  readonly ended: 'settled' | 'idle' | 'timeout' | 'absent';
  /** Virtual milliseconds until then. */
  readonly took: number;
  readonly warnings: readonly Warning[];
}

/**
 * Runs one handler of one Action in this thread, as Auth0 would, on an `event` that is a copy of what is `shown`. Never
 * throws what the Action throws: it is in `run.error`. `deadline` is a virtual time in ms; an endless synchronous loop
 * has to be ended from outside.
 */
export async function runHandler(
  action: BoundAction,
  handler: HandlerName,
  { event, shown }: { readonly event: Event; readonly shown: Event },
  login: Login,
  state: TransactionState,
  world: World,
  bounds: {
    readonly deadline: number;
    readonly root: string;
    /** Code that earlier logins have loaded, by Action; this one adds its own. */
    readonly modules?: Map<string, Record<string, unknown>>;
  },
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
    directory: { groups: copyOf(login.directory?.groups ?? []), roles: copyOf(login.directory?.roles ?? []) },
    record: (method, ...args) => commands.push({ method, args: trimmed(args.map(plain)) }),
    warn,
    now: () => world.clock.now(),
  };
  const started = world.clock.now();
  let took = 0;
  const finish = (ended: HandlerRun['ended'], error?: unknown): HandlerRun => {
    if (lines.reduce((sum, line) => sum + line.text.length, 0) > limits.console.documented) {
      warn('console', `only ${limits.console.documented} characters of console output are kept`);
    }
    const run = { action: action.name, handler, commands, console: lines };
    return { ended, took, warnings, run: error === undefined ? run : { ...run, error: thrown(error) } };
  };

  const { network } = world;
  const before = network.requests.length;
  const problems: unknown[] = [];
  let hasEnded = false;
  let inTime = Infinity;
  const stop = catchStrays((error) => {
    if (hasEnded) warn('late-error', `fails after it has ended: ${messageOf(error)}`);
    else problems.push(error);
  });
  let ended: HandlerRun['ended'] = 'settled';
  try {
    const exports =
      bounds.modules?.get(action.name) ??
      loadModule(action.code, {
        holder: action,
        filename: `${action.name}.js`,
        packages: action.dependencies ?? [],
        console: capturedConsole(lines),
        modules: { world, root: bounds.root, missing: (name) => warn('missing-module', name) },
      });
    bounds.modules?.set(action.name, exports);
    const exported: unknown = exports[handler];
    if (exported === undefined) ended = 'absent';
    else {
      let settled = false;
      const settle = (): void => {
        settled = true;
        inTime = commands.length;
      };
      asyncHandler(handler, exported)(event, recordingApi(host)).then(settle, (error: unknown) => {
        settle();
        problems.push(error ?? new Error(String(error)));
      });
      ended = await world.drain(() => settled || problems.length > 0, bounds.deadline);
    }
  } catch (error) {
    problems.push(error ?? new Error(String(error)));
  }
  hasEnded = true;
  took = world.clock.now() - started;
  await world.leave();
  stop();
  if (commands.length > inTime) {
    // Assumption: what the api is told once the handler's promise has settled is not looked at any more.
    const [late] = commands.splice(inTime);
    warn('late-call', `calls api.${late!.method} after it has ended, which changes nothing any more`);
  }
  const isBusy = network.requests.length > Math.max(before, network.answered());
  if (ended === 'settled' && problems.length === 0 && isBusy) {
    warn('unfinished-work', UNFINISHED);
  }
  if (!isUnchanged(event, shown)) {
    warn('event-mutated', 'the Action changes its event; no later Action, token or profile sees the change');
  }
  return problems.length > 0 ? finish('settled', problems[0]) : finish(ended);
}

const UNFINISHED =
  'ends before a request of its own is answered; Auth0 does not promise that it goes out, or that anything after it runs';

/** Auth0 accepts native async functions only; a plain function that returns a promise is refused. */
function asyncHandler(name: string, exported: unknown): Handler {
  if (typeof exported !== 'function' || exported.constructor.name !== 'AsyncFunction') {
    throw new TypeError(`Invalid function signature: ${name} must be an async function`);
  }
  return exported as Handler;
}

/** What api calls update in an event. */
const LIVE: Readonly<Record<string, readonly string[]>> = {
  transaction: ['metadata'],
  session: ['metadata', 'cookie'],
  refresh_token: ['metadata'],
};

/** Whether the event is still what was shown to the Action, but for what api calls update. */
function isUnchanged(event: object, shown: object): boolean {
  const [now, before] = [event, shown] as readonly Readonly<Record<string, unknown>>[];
  const live = Object.keys(LIVE);
  return (
    isSameObject(now!, before!, live) &&
    live.every((name) => {
      const [section, earlier] = [now![name], before![name]];
      if (!isPlainObject(section) || !isPlainObject(earlier)) return section === earlier;
      return isSameObject(section, earlier, LIVE[name]!);
    })
  );
}

function trimmed(args: unknown[]): unknown[] {
  const last = args.findLastIndex((argument) => argument !== undefined);
  return args.slice(0, last + 1);
}

function thrown(error: unknown): NonNullable<ActionRun['error']> {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}
