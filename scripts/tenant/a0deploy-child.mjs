// Runs one auth0-deploy-cli import in a process of its own. Plain JavaScript, so that it starts without a loader.
//
// A process of its own because auth0-deploy-cli keeps its configuration in a process-wide singleton, NODE_EXTRA_CA_CERTS is
// read at process start only, and a child can be killed. The job comes over IPC: nothing of it, secrets least of all, is in
// the environment, on the command line or in a file.
import { createRequire } from 'node:module';
import { spareSchemas } from './a0deploy-schema.mjs';
import { sendOnce } from './send-once.mjs';

const require = createRequire(import.meta.url);

/**
 * `actions`: those of the job, when the tenant has all of them.
 * @typedef {{ id: string, name: string }} KnownAction
 * @typedef {{ assets: Record<string, unknown>, config: Record<string, unknown>, actions?: KnownAction[] }} Job
 * @typedef {{ ok: true } | { ok: false, message: string, type?: string, stage?: string }} Result
 */

process.once('message', (/** @type {Job} */ job) => {
  void run(job).then((result) => process.send?.(result, () => process.exit(result.ok ? 0 : 1)));
});

// Without the parent nobody reads back what is sent, and a second run may already be at work.
process.once('disconnect', () => process.exit(1));

/**
 * @param {Job} job
 * @returns {Promise<Result>}
 */
async function run({ assets, config, actions }) {
  try {
    globalThis.fetch = withAnswers(sendOnce(globalThis.fetch), actions);
    spareSchemas(require('auth0-deploy-cli/lib/tools/auth0/schema').default, Object.keys(assets));
    /** Its declarations know a path only, its code takes the assets themselves too. @type {{ deploy: (params: object) => Promise<void> }} */
    const { deploy } = require('auth0-deploy-cli');
    await deploy({ input_file: assets, config, env: false });
    return { ok: true };
  } catch (error) {
    const { message, type, stage } = /** @type {Error & { type?: string, stage?: string }} */ (error);
    return { ok: false, message, ...(type && { type }), ...(stage && { stage }) };
  }
}

/**
 * Answers what was asked a moment ago, so that a tenant is not asked again. Beside Actions auth0-deploy-cli asks for the
 * tenant's modules, to look up those that an Action names: no Action of a job names one. It asks for the Actions twice, to
 * find the ids of those it has: they are in the job, unless it creates one.
 * @param {typeof globalThis.fetch} fetch
 * @param {readonly KnownAction[] | undefined} actions
 * @returns {typeof globalThis.fetch}
 */
function withAnswers(fetch, actions) {
  return async (input, init) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
    const isRead = (init?.method ?? 'GET') === 'GET';
    if (isRead && pathname === '/api/v2/actions/modules') return page('modules', [], searchParams);
    if (isRead && pathname === '/api/v2/actions/actions' && actions !== undefined) {
      return page('actions', actions, searchParams);
    }
    return fetch(input, init);
  };
}

/**
 * @param {string} key
 * @param {readonly unknown[]} items
 * @param {URLSearchParams} query
 */
function page(key, items, query) {
  const [number, size] = [Number(query.get('page') ?? 0), Number(query.get('per_page') ?? 50)];
  const own = items.slice(number * size, (number + 1) * size);
  return Response.json({ [key]: own, total: items.length, page: number, per_page: size });
}
