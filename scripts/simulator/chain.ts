import { newTransaction } from '../auth0/api-host.ts';
import { limits } from '../auth0/limits.ts';
import type { Login } from '../auth0/login.ts';
import { emptyResult } from './effects.ts';
import type { ContinueRequest, PipelineTask } from './pipeline.ts';
import type { ActionsResult, BoundAction, LoginEnd, Suspension } from './result.ts';
import { inSandbox, type Casualty } from './sandbox.ts';
import type { WorldOptions } from './world.ts';

export interface RunOptions {
  /** Milliseconds for all Actions together; Auth0's 20 s by default. */
  readonly limitMs?: number;
  /** Clock and randomness; the real ones by default. */
  readonly world?: WorldOptions;
  /** Directory whose node_modules holds the declared dependencies; the current one by default. */
  readonly root?: string;
  /** Goes on where an earlier run was suspended, with the request that the user came back with. */
  readonly resume?: { readonly from: Suspension; readonly request: ContinueRequest };
}

/**
 * Runs the bundles of the bound Actions, in order, on one login as Auth0 would, and says what the user, the
 * application and the tenant would see. Whatever the code does (throws, hangs, exhausts its memory, ends its process)
 * is in the result; this function throws only for its own bugs.
 */
export async function runActions(
  actions: readonly BoundAction[],
  login: Login,
  options: RunOptions = {},
): Promise<ActionsResult> {
  const { limitMs = limits.triggerRun.documented, world = {}, root = process.cwd(), resume } = options;
  const pipeline: PipelineTask = { actions, login, limit: limitMs, root, ...(resume ? { resume } : {}) };
  let result: ActionsResult | undefined;
  const casualty = await inSandbox({ kind: 'actions', pipeline, world }, limitMs, (message) => {
    if (message.kind === 'actions') result = message.result;
  });
  if (casualty) return lostResult(failureOf(casualty, actions[casualty.action]?.name ?? '', limitMs));
  return result!;
}

/** The result of a login whose code took its thread with it. */
export function lostResult(outcome: LoginEnd): ActionsResult {
  return emptyResult(
    {
      state: newTransaction(),
      runs: [],
      warnings: [],
      metadata: { app: {}, user: {} },
      took: 0,
      requests: [],
    },
    outcome,
  );
}

export function failureOf(casualty: Casualty, action: string, limit: number): LoginEnd {
  const common = { kind: 'failed', error: 'access_denied', action } as const;
  return casualty.kind === 'hangs'
    ? { ...common, cause: 'action_timeout', reason: `${action} did not finish within ${limit / 1000} s` }
    : { ...common, cause: 'platform_error', reason: `${action} broke its sandbox: ${casualty.message}` };
}
