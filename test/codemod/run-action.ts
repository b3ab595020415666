import { createRequire } from 'node:module';
import { build } from 'esbuild';

/** What an Action did: `access.deny` and the like, with their arguments, in order. */
export type Command = readonly [method: string, ...args: unknown[]];

/** An event with the parts that converted Actions read; `over` replaces whole parts. */
export function eventWith(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    tenant: { id: 'example' },
    client: { client_id: 'client', name: 'App', metadata: {} },
    connection: { id: 'con_1', name: 'users', strategy: 'auth0' },
    request: { ip: '192.0.2.1', method: 'GET', query: {}, body: {}, geoip: {} },
    stats: { logins_count: 3 },
    transaction: { protocol: 'oidc-basic-profile', metadata: {}, requested_scopes: ['openid', 'profile'] },
    secrets: {},
    user: {
      user_id: 'auth0|1',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada',
      identities: [],
      app_metadata: {},
      user_metadata: {},
    },
    ...over,
  };
}

/** Bundles an Action of a folder, runs one of its handlers and returns what it asked of Auth0. */
export async function runAction(
  code: string,
  event: Record<string, unknown>,
  handler: 'onExecutePostLogin' | 'onContinuePostLogin' = 'onExecutePostLogin',
  folder?: string,
): Promise<Command[]> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', ...(folder === undefined ? {} : { resolveDir: folder }) },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  const module: { exports: Record<string, (event: unknown, api: unknown) => Promise<void>> } = {
    exports: {},
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the wrapper Auth0 puts around an Action
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  const commands: Command[] = [];
  await module.exports[handler]!(event, recorder(commands, event));
  return commands;
}

function recorder(commands: Command[], event: Record<string, unknown>): unknown {
  const { metadata } = event['transaction'] as { metadata: Record<string, unknown> };
  const group = (name: string): unknown =>
    new Proxy(
      {},
      {
        get:
          (_, method: string) =>
          (...args: unknown[]) => {
            if (name === 'cache') return undefined;
            if (`${name}.${method}` === 'transaction.setMetadata') metadata[String(args[0])] = args[1];
            if (`${name}.${method}` === 'rules.wasExecuted') return args[0] === 'rul_ran';
            commands.push([`${name}.${method}`, ...args]);
            return undefined;
          },
      },
    );
  return new Proxy({}, { get: (_, name: string) => group(name) });
}
