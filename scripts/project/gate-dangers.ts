import type { Danger } from '../tenant/dangers.ts';
import type { Resource } from '../tenant/desired.ts';
import type { Prepared } from '../tenant/plan.ts';
import type { Receipt } from '../tenant/receipt.ts';
import { redirectUrl, vendorOf } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';
import { boundNames } from './bound-actions.ts';
import { liveAfter } from './live-after.ts';

/**
 * The Actions serve the one application of torq.yaml, and the vendor signs in with the client ID that somebody typed
 * there. Tells when the two would part: the application is another one, or is created anew. Those that the vendor may
 * use are known by its callback, on the tenant and in the last Receipt.
 */
export function gateDangers(profile: TorqProfile, prepared: Prepared, last: Receipt | undefined): Danger[] {
  const { live } = prepared;
  const { application } = profile;
  const after = liveAfter(prepared).clients.get(application);
  if (after === undefined || boundNames(live).length === 0) return [];
  const redirect = redirectUrl(profile);
  const isUsed = (client: Resource): boolean =>
    Array.isArray(client['callbacks']) && client['callbacks'].includes(redirect);
  const used = new Map(
    [...Object.entries(last?.after.clients ?? {}), ...live.clients].flatMap(([name, client]) =>
      isUsed(client) ? [[client['client_id'], name]] : [],
    ),
  );
  const id = live.clients.get(application)?.['client_id'];
  if (used.size === 0 || used.has(id)) return [];
  const { title } = vendorOf(profile);
  const [known] = [...used].map(([clientId, name]) => `${name} (${String(clientId)})`);
  const next = `${application} (${typeof id === 'string' ? id : 'to be created'})`;
  return [
    {
      code: 'gate-moves',
      message: `The Actions would serve ${next} instead of ${known}, which ${title} signs in with: nobody there has a role by group until the new client ID and secret are typed in.`,
    },
    ...(isUsed(after)
      ? []
      : [{ code: 'sign-in-breaks', message: `${next} does not allow ${redirect}: ${title} cannot use it.` }]),
  ];
}
