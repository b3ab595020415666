import { resolve } from 'node:path';
import type { Command } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { startLocalTenant } from './local-tenant/server.ts';

const DEFAULT_PORT = 8443;
const DEFAULT_STATE = '.tenant';

/** `npm run tenant`: the embedded local tenant in the foreground, until Ctrl-C. */
export const command: Command = {
  options: [
    {
      flags: '--port <port>',
      description: `port to listen on, 0 for any free one (default ${DEFAULT_PORT})`,
    },
    { flags: '--state <dir>', description: `folder of the tenant's state (default ${DEFAULT_STATE})` },
  ],
  async run(context, _args, options) {
    const stateDir = resolve(
      context.cwd,
      typeof options['state'] === 'string' ? options['state'] : DEFAULT_STATE,
    );
    const tenant = await startLocalTenant({ stateDir, port: parsePort(options['port']) });
    context.out(
      [
        `local tenant  https://${tenant.domain}/`,
        `certificate   ${tenant.certificatePath}`,
        `state         ${stateDir}`,
        `client id     ${tenant.clientId}`,
        `client secret in ${stateDir}/state.json (clients[0].client_secret)`,
        '',
        'a0deploy      AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET as above, and',
        `              NODE_EXTRA_CA_CERTS=${tenant.certificatePath}`,
        `curl          curl --cacert ${tenant.certificatePath} https://${tenant.domain}/api/v2/clients`,
        '',
        'Ctrl-C stops it.',
      ].join('\n'),
    );
    await aborted(context.signal);
    await tenant.close();
    return 0;
  },
};

function parsePort(value: unknown): number {
  if (typeof value !== 'string') return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new Problem('LOCAL_TENANT_PORT', `--port is "${value}", which is not a port.`, {
      hint: 'Use a whole number from 0 to 65535.',
    });
  }
  return port;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
