import { startLocalTenant } from '../../scripts/local-tenant/server.ts';

/** A local tenant in a process of its own, for the tests that kill it. Tells its domain when it is ready. */
const [, , stateDir = ''] = process.argv;
const tenant = await startLocalTenant({ stateDir });
process.stdout.write(`${tenant.domain}\n`);
