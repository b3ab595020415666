import { createRequire } from 'node:module';

/**
 * Runs the unmodified auth0-deploy-cli once, in a process of its own: it keeps its configuration in globals, and the
 * certificate is read when the process starts. Arguments: import | dry-run | export, and the folder of tenant.yaml.
 */
const require = createRequire(import.meta.url);

// Compiling the schema of `prompts` (8 MB) takes 25 s; no test holds prompts.
const schema = require('auth0-deploy-cli/lib/tools/auth0/schema') as {
  default: { properties: Record<string, unknown> };
};
schema.default.properties['prompts'] = {};

const cli = require('auth0-deploy-cli') as Record<'deploy' | 'dump', (params: object) => Promise<unknown>>;
const [, , mode = '', folder = ''] = process.argv;
const config = {
  AUTH0_DOMAIN: process.env['TENANT_DOMAIN'] ?? '',
  AUTH0_CLIENT_ID: process.env['TENANT_CLIENT_ID'] ?? '',
  AUTH0_CLIENT_SECRET: process.env['TENANT_CLIENT_SECRET'] ?? '',
  AUTH0_INCLUDED_ONLY: ['clients', 'connections', 'actions', 'triggers'],
};

if (mode === 'export') {
  await cli.dump({ output_folder: folder, format: 'yaml', env: false, config });
} else {
  const dryRun = mode === 'dry-run' ? { dry_run: true } : {};
  await cli.deploy({ input_file: `${folder}/tenant.yaml`, env: false, config, ...dryRun });
}
