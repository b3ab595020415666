import { Script } from 'node:vm';
import { BROKEN_CODE_FAILS_BUILD } from './assumptions.ts';
import { messageOf } from '../lib/problem.ts';
import type { Action } from './state.ts';
import type { Tenant } from './tenant.ts';

type BuildStatus = 'pending' | 'building' | 'built' | 'failed';

/** Where the build of an Action's draft stands now; it follows from the clock, so that nothing runs in the background. */
export function buildStatus(tenant: Tenant, action: Action): BuildStatus {
  const elapsed = tenant.now().getTime() - Date.parse(action.build_started_at);
  const duration = tenant.buildMs + tenant.faults.build(action.name).ms;
  if (elapsed < duration / 2) return 'pending';
  if (elapsed < duration) return 'building';
  return buildError(tenant, action) === undefined ? 'built' : 'failed';
}

/** Why the draft cannot be built, or undefined. */
export function buildError(tenant: Tenant, action: Action): string | undefined {
  const { failure } = tenant.faults.build(action.name);
  return failure ?? (BROKEN_CODE_FAILS_BUILD ? syntaxError(action.code) : undefined);
}

/** Parsed in the wrapper Auth0 runs it in: CommonJS, with `console` already taken. Nothing is executed. */
function syntaxError(code: string): string | undefined {
  try {
    // oxlint-disable-next-line no-new -- constructing it is the check
    new Script(`(function (module, exports, console) {\n${code}\n})`, {
      filename: 'code.js',
      lineOffset: -1,
    });
    return undefined;
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const [, line] = /^code\.js:(\d+)/.exec(stack) ?? [];
    return `${messageOf(error)}${line === undefined ? '' : ` (line ${line})`}`;
  }
}
