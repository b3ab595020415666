// Runs one auth0-deploy-cli import in a process of its own. Plain JavaScript, so that it starts without a loader.
//
// A process of its own because auth0-deploy-cli keeps its configuration in a process-wide singleton, NODE_EXTRA_CA_CERTS is
// read at process start only, and a child can be killed. The job comes over IPC: nothing of it, secrets least of all, is in
// the environment, on the command line or in a file.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * @typedef {{ assets: Record<string, unknown>, config: Record<string, unknown> }} Job
 * @typedef {{ ok: true } | { ok: false, message: string, type?: string, stage?: string }} Result
 */

process.once('message', async (/** @type {Job} */ job) => {
  const result = await run(job);
  process.send?.(result, () => process.exit(result.ok ? 0 : 1));
});

/**
 * @param {Job} job
 * @returns {Promise<Result>}
 */
async function run({ assets, config }) {
  try {
    spareSchemas(Object.keys(assets));
    const { deploy } = require('auth0-deploy-cli');
    await deploy({ input_file: assets, config, env: false });
    return { ok: true };
  } catch (error) {
    return { ok: false, message: error?.message ?? String(error), type: error?.type, stage: error?.stage };
  }
}

/**
 * auth0-deploy-cli compiles the JSON schema of all its resource types, twice a run; that of `prompts` alone is 8 MB of 8.1
 * and costs 25 s and 1.7 GB. Types that the job does not hold have nothing to validate, so their schemas are emptied;
 * those it holds are validated as ever.
 * @param {string[]} held
 */
function spareSchemas(held) {
  const schema = require('auth0-deploy-cli/lib/tools/auth0/schema').default;
  for (const type of Object.keys(schema.properties)) {
    if (!held.includes(type) && type !== 'exclude' && type !== 'include') schema.properties[type] = {};
  }
}
