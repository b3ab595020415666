import type { Tenant } from '../tenant.ts';
import { clientMetadata } from './client-metadata.ts';
import { Recent } from './recent.ts';

type Payload = Record<string, unknown> & { uid?: string; grantId?: string; consumed?: number };

const KEPT = 20_000;

/**
 * Where oidc-provider keeps sessions, codes and tokens: in memory, so that a restart signs everybody out. Applications
 * are those of the tenant as they are now.
 */
export function memoryAdapter(tenant: Tenant): (model: string) => object {
  const stored = new Recent<{ payload: Payload; expires: number }>(KEPT);
  const idByUid = new Recent<string>(KEPT);
  const revoked = new Recent<true>(KEPT);
  const seconds = () => Math.floor(Date.now() / 1000);
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const find = (id: string | undefined): Payload | undefined => {
      const entry = id === undefined ? undefined : stored.get(key(id));
      if (!entry || entry.expires <= seconds() || revoked.get(entry.payload.grantId)) return undefined;
      return entry.payload;
    };
    return {
      find: async (id: string) => (model === 'Client' ? clientMetadata(tenant.store.read(), id) : find(id)),
      findByUid: async (uid: string) => find(idByUid.get(uid)),
      upsert: async (id: string, payload: Payload, expiresIn?: number) => {
        stored.set(key(id), { payload, expires: seconds() + (expiresIn ?? Infinity) });
        if (model === 'Session' && payload.uid !== undefined) idByUid.set(payload.uid, id);
      },
      consume: async (id: string) => {
        const payload = find(id);
        if (payload) payload.consumed = seconds();
      },
      destroy: async (id: string) => {
        const entry = stored.get(key(id));
        if (entry) entry.expires = 0;
      },
      revokeByGrantId: async (grantId: string) => revoked.set(grantId, true),
    };
  };
}
