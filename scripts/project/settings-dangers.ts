import type { Danger } from '../tenant/dangers.ts';
import type { Resource } from '../tenant/desired.ts';
import type { Live } from '../tenant/live.ts';
import { introducedMistakes } from '../torq/audit/introduced.ts';
import { viewOf, type TenantView } from '../torq/audit/tenant-view.ts';
import { vendorOf } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';

/**
 * What the way from one state of a tenant to another would break or open in the settings of the vendor's application and
 * connection. A simulated login meets none of them: a callback, a grant or a signature that is wrong stops a real one
 * before any Action runs. What is wrong on the tenant already is the audit's business.
 */
export function compareSettings(profile: TorqProfile, before: Live, after: Live): Danger[] {
  return [
    ...introducedMistakes(profile, view(before), view(after)).map(({ id, effects, message }) => ({
      code: effects.includes('lock-out') ? 'sign-in-breaks' : 'sign-in-weakens',
      message: `${message} (${id} of the audit)`,
    })),
    ...narrowed(profile, before.clients.get(profile.application), after.clients.get(profile.application)),
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

function view({ clients, connections }: Live): TenantView {
  return viewOf({ clients: [...clients.values()], connections: [...connections.values()] }, () => ({
    file: 'tenant.yaml',
  }));
}
