import { pending } from '../tenant/changes.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { Resource } from '../tenant/desired.ts';
import type { Prepared } from '../tenant/plan.ts';
import { introducedMistakes } from '../torq/audit/introduced.ts';
import { viewOf, type TenantView } from '../torq/audit/tenant-view.ts';
import { vendorOf } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';
import { planned } from './persona-dangers.ts';

/**
 * What a deploy would break or open in the settings of the vendor's application and connection. A simulated login meets
 * none of them: a callback, a grant or a signature that is wrong stops a real one before any Action runs. What is wrong
 * on the tenant already is the audit's business, not this deploy's.
 */
export function settingsDangers(profile: TorqProfile, prepared: Prepared): Danger[] {
  if (pending(prepared.changes).length === 0) return [];
  const { live } = prepared;
  const names = (type: 'clients' | 'connections'): string[] => [
    ...new Set([...live[type].keys(), ...prepared.desired[type].map(({ name }) => name)]),
  ];
  const before = view([...live.clients.values()], [...live.connections.values()]);
  const after = view(
    names('clients').map((name) => planned(prepared, 'clients', name)),
    names('connections').map((name) => planned(prepared, 'connections', name)),
  );
  return [
    ...introducedMistakes(profile, before, after).map(({ id, effects, message }) => ({
      code: effects.includes('lock-out') ? 'sign-in-breaks' : 'sign-in-weakens',
      message: `${message} (${id} of the audit)`,
    })),
    ...narrowed(
      profile,
      live.clients.get(profile.application),
      planned(prepared, 'clients', profile.application),
    ),
  ];
}

/** What the vendor may still use until somebody changes it there. */
const USED_BY_VENDOR = ['callbacks', 'grant_types'];

/** A change of region or flow is right in itself, and fails every login that the vendor still starts the old way. */
function narrowed(profile: TorqProfile, before: Resource | undefined, after: Resource | undefined): Danger[] {
  return USED_BY_VENDOR.flatMap((field) => {
    const [had, has] = [before, after].map((side) => (side?.[field] ?? []) as readonly string[]);
    return had!
      .filter((one) => !has!.includes(one))
      .map((one) => ({
        code: 'sign-in-narrows',
        message: `${profile.application} would lose ${one} of ${field}: logins that ${vendorOf(profile).title} still starts with it fail. Keep both until it is changed there.`,
      }));
  });
}

function view(
  clients: readonly (Resource | undefined)[],
  connections: readonly (Resource | undefined)[],
): TenantView {
  return viewOf({ clients, connections }, () => ({ file: 'tenant.yaml' }));
}
