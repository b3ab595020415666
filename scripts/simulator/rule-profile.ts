import { isPlainObject } from '../auth0/api-host.ts';
import type { Login } from '../auth0/login.ts';
import { TENANT_DOMAIN } from './login.ts';
import { plain } from './plain.ts';
import type { World } from './world.ts';

/** The profile as the tenant stores it, and the `auth0` object with which Rules change it. */
export interface ProfileStore {
  readonly auth0: object;
  /** What is stored now; `{}` where nothing is. */
  stored(): { readonly app: unknown; readonly user: unknown };
}

/** Virtual milliseconds that a call of the Management API takes. */
const LATENCY = 20;

/**
 * A profile that starts as the login has it. Calls for another user are requests like any other. Both hand on the user as
 * changed, with which the API answers: https://auth0.com/docs/api/management/v2/users/patch-users-by-id
 */
export function profileStore(login: Login, world: World): ProfileStore {
  let app = plain(login.user.app_metadata ?? {});
  let user = plain(login.user.user_metadata ?? {});
  const baseUrl = `https://${TENANT_DOMAIN}/api/v2`;
  const accessToken = 'management-api-token';
  const later = world.clock.globals['setTimeout'] as (run: () => void, delay: number) => void;

  const update =
    (field: 'app_metadata' | 'user_metadata') => (id: unknown, value: unknown, callback?: unknown) => {
      const done = new Promise<unknown>((resolve, reject) => {
        const change = plain(value);
        if (id === login.user.user_id) {
          if (field === 'app_metadata') app = patched(app, change);
          else user = patched(user, change);
          later(() => resolve(plain({ ...login.user, app_metadata: app, user_metadata: user })), LATENCY);
          return;
        }
        const url = `${baseUrl}/users/${encodeURIComponent(String(id))}`;
        const authorization = `Bearer ${accessToken}`;
        world.network.send({ method: 'PATCH', url, body: { [field]: change }, authorization }, (reply) =>
          reply instanceof Error || reply.status >= 400
            ? reject(
                reply instanceof Error
                  ? reply
                  : new Error(`The user could not be changed: HTTP ${reply.status}`),
              )
            : resolve(isPlainObject(reply.body) ? reply.body : {}),
        );
      });
      if (typeof callback === 'function') {
        const answer = callback as (error: unknown, changed?: unknown) => void;
        done.then((changed) => answer(null, changed), answer);
      }
      return done;
    };
  const auth0 = {
    accessToken,
    domain: TENANT_DOMAIN,
    baseUrl,
    users: {
      updateAppMetadata: update('app_metadata'),
      updateUserMetadata: update('user_metadata'),
    },
  };
  return { auth0, stored: () => ({ app, user }) };
}

/**
 * A profile update merges the first level only, null removes a key, and an empty object wipes everything:
 * https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api
 */
export function patched(stored: unknown, change: unknown): unknown {
  if (!isPlainObject(change)) return stored;
  if (Object.keys(change).length === 0) return {};
  const all = Object.entries({ ...(isPlainObject(stored) ? stored : {}), ...change });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}
