import { readFileSync } from 'node:fs';
import type { LocalTenantOptions } from '../local-tenant/server.ts';
import { connect, type Connection } from '../tenant/management.ts';
import type { Target } from '../tenant/target.ts';

/** A tenant that is open for work. */
export interface OpenTarget {
  readonly connection: Connection;
  /** For people: `local tenant (localhost:8443)`, or the domain. */
  readonly label: string;
  readonly close: () => Promise<void>;
}

/**
 * Connects to the target. The local tenant is used as it runs, or started for as long as the target is open. Throws a
 * Problem when the tenant cannot be reached, refuses the credentials, or its state is damaged. `started` is for a local
 * tenant that has to be started: who can sign in, for instance.
 */
export async function openTarget(
  target: Target,
  stateDir: string,
  started: Omit<LocalTenantOptions, 'stateDir'> = {},
): Promise<OpenTarget> {
  if (target.kind === 'real') {
    const connection = await connect(target);
    return { connection, label: target.domain, close: () => connection.close() };
  }
  // Loaded for a local tenant only: its token keys, certificate and routes are a third of what a plan loads.
  const { findLocalTenant, startLocalTenant } = await import('../local-tenant/server.ts');
  const running = await findLocalTenant(stateDir);
  const own = running === undefined ? await startLocalTenant({ ...started, stateDir }) : undefined;
  const tenant = running ?? own!;
  try {
    const connection = await connect({
      domain: tenant.domain,
      credentials: { clientId: tenant.clientId, clientSecret: tenant.clientSecret },
      certificate: { path: tenant.certificatePath, pem: readFileSync(tenant.certificatePath, 'utf8') },
    });
    return {
      connection,
      label: `local tenant (${tenant.domain}, ${running === undefined ? 'started for this run' : 'already running'})`,
      close: async () => {
        await connection.close();
        await own?.close();
      },
    };
  } catch (error) {
    await own?.close();
    throw error;
  }
}
