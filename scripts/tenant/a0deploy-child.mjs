// Runs one auth0-deploy-cli import in a process of its own. Plain JavaScript, so that it starts without a loader.
//
// A process of its own because auth0-deploy-cli keeps its configuration in a process-wide singleton, NODE_EXTRA_CA_CERTS is
// read at process start only, and a child can be killed. The job comes over IPC: nothing of it, secrets least of all, is in
// the environment, on the command line or in a file.
import { createRequire } from 'node:module';
import { spareSchemas } from './a0deploy-schema.mjs';
import { sendOnce } from './send-once.mjs';

const require = createRequire(import.meta.url);
globalThis.fetch = withoutModules(sendOnce(globalThis.fetch));

/**
 * @typedef {{ assets: Record<string, unknown>, config: Record<string, unknown> }} Job
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
async function run({ assets, config }) {
  try {
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
 * Beside Actions auth0-deploy-cli asks for the tenant's modules, to look up those that an Action names. No Action of a
 * job names one, so that the answer is known: none that matters.
 * @param {typeof globalThis.fetch} fetch
 * @returns {typeof globalThis.fetch}
 */
function withoutModules(fetch) {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    return pathname === '/api/v2/actions/modules'
      ? Response.json({ modules: [], total: 0, page: 0, per_page: 100 })
      : fetch(input, init);
  };
}
