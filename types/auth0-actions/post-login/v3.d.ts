/**
 * The module `@auth0/actions/post-login/v3`, declared from the public documentation of the post-login trigger.
 *
 * These declarations stand in for Auth0's own package of the same name: `npm i -D @auth0/actions` replaces them.
 * Two rules keep that swap safe: only names are exported that the official package exports as well (reach the
 * other parts by index, `Event['user']`), and every deliberate difference is on the stricter side, so an Action
 * that compiles against this file compiles against the official one. The differences:
 *
 * - values nobody vouches for are `unknown`, officially `any`: root attributes of the user that come from an
 *   identity provider, user and app metadata, the query and body of the request, the payload of a redirect token;
 * - the event is readonly all the way down, because what an Action writes there is lost or, worse, once was kept;
 * - undocumented keys of geoip, organization, transaction and identities are errors, officially `any`: the old
 *   spelling `geoip.country_code` of Rules must not compile.
 *
 * Properties marked "beta" are documented, but not yet part of the official declarations.
 */
export type { Configuration, Event, Secrets } from './v3/event.js';
export type {
  PostLoginAction,
  PostLoginAPI,
  PromptAPI,
  RefreshTokenAPI,
  SessionAPI,
  TransactionAPI,
} from './v3/api.js';
