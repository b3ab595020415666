import type { Bundle } from '../bundle/bundle.ts';
import { Problem } from '../lib/problem.ts';
import { login } from '../simulator/login.ts';
import { runActions } from '../simulator/chain.ts';

/** Appended to a bundle: replaces its handlers by one that tells what they are. */
const PROBE = `
;(() => {
  const kinds = ['onExecutePostLogin', 'onContinuePostLogin'].map((name) => {
    const handler = module.exports[name];
    return [name, typeof handler === 'function' ? handler.constructor.name : typeof handler];
  });
  module.exports = { onExecutePostLogin: async (event, api) => api.transaction.setMetadata('kinds', JSON.stringify(kinds)) };
})();`;

/** A top level that has not loaded by then will not load at login either. Milliseconds. */
const LOAD_LIMIT = 2_000;

/**
 * Loads the bundle in the sandbox, as Auth0 would at a login, without running a handler. Throws a Problem when it
 * does not load, or a handler is not a native async function, which Auth0 refuses.
 */
export async function checkHandlers(root: string, bundle: Bundle): Promise<void> {
  const { name, code, dependencies, source } = bundle;
  const probe = { name, code: code + PROBE, dependencies };
  const result = await runActions([probe], login(), { root, limitMs: LOAD_LIMIT });
  if (result.outcome.kind !== 'allowed') {
    const reason = 'reason' in result.outcome ? result.outcome.reason : result.outcome.kind;
    throw new Problem('bundle-load', `The Action does not load: ${reason}`, {
      at: { file: source },
      hint: 'Its top-level code runs when Auth0 loads it, before any login; an error there fails every login.',
    });
  }
  const kinds = JSON.parse(String(result.transactionMetadata['kinds'])) as [handler: string, kind: string][];
  for (const [handler, kind] of kinds) {
    const isOptional = handler === 'onContinuePostLogin';
    if (kind === 'AsyncFunction' || (isOptional && kind === 'undefined')) continue;
    throw new Problem(
      'bundle-handler',
      `${handler} is ${kind === 'undefined' ? 'not exported' : `a ${kind}`}.`,
      {
        at: { file: source },
        hint: `Auth0 takes native async functions only: export const ${handler} = async (event, api) => { ... };`,
      },
    );
  }
}
