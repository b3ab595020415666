import { grantTypes, keywordName, redirectUrl, regionRedirect, vendorOf } from '../profile.ts';
import type { TorqProfile } from '../profile-schema.ts';
import { clientsOf } from './both-views.ts';
import { finding, note, unseen, untold, type AuditInput, type Remark } from './row.ts';
import { isKeyword, isRecord, texts } from './tenant-view.ts';

const ODDITIES: readonly (readonly [RegExp, string])[] = [
  [/^http:/u, 'it is not https'],
  [/^https?:\/\/https?:/u, 'it has two schemes'],
  [/\/\/[a-z]{2}\.app\./u, 'the region comes after app, as in app.eu'],
  [/[^_]_\/auth\/handler/u, 'the path has one underscore, it needs two'],
  [/\/$/u, 'it ends with a slash'],
  [/handler.+$/u, 'something is glued to its end'],
  [/\s/u, 'it contains a space'],
  [
    /\.firebaseapp\.com\//u,
    'it is on another host than the app, which browsers that block third-party storage refuse',
  ],
];

/** The application allows exactly the callback of the region. */
export function* callbacks(input: AuditInput): Generator<Remark> {
  const { profile } = input.source;
  const expected = redirectUrl(profile);
  const { title, redirectPath } = vendorOf(profile);
  const known = new Set(
    Object.values(vendorOf(profile).hosts).map((host) => `https://${host}${redirectPath}`),
  );
  if (
    profile.redirect !== undefined &&
    regionRedirect(profile) !== undefined &&
    profile.redirect !== regionRedirect(profile)
  ) {
    yield finding(
      `The redirect ${profile.redirect} is not the one of region ${profile.region}${oddity(profile.redirect)}.`,
      `Use ${regionRedirect(profile)}, or have ${title} support move the workspace.`,
      input.source.locate(['redirect']),
    );
  }
  let found = false;
  for (const { client, view } of clientsOf(input)) {
    found = true;
    const at = view.locate([...client.path, 'callbacks']);
    const urls = texts(client, 'callbacks');
    if (isKeyword(client.value['callbacks'])) continue;
    if (!urls?.includes(expected)) {
      yield finding(
        `${client.name} does not allow the callback ${expected}.`,
        `Add it to callbacks, or write '@@${keywordName(profile, 'CALLBACKS')}@@'.`,
        at,
      );
    }
    for (const url of urls ?? []) {
      if (url === expected) continue;
      const odd = oddity(url);
      if (known.has(url))
        yield finding(
          `${client.name} allows ${url}, the callback of another region.`,
          `Keep ${expected} alone.`,
          at,
        );
      else if (odd !== '')
        yield finding(
          `${client.name} allows ${url}: ${odd.replace(/^: /u, '')}.`,
          `Keep ${expected} alone.`,
          at,
        );
      else yield note(`${client.name} also allows ${url}.`, at);
    }
  }
  if (!found) {
    yield finding(
      `tenant.yaml has no application "${profile.application}".`,
      'Declare it under clients, or correct application in the profile.',
      input.source.locate(['application']),
    );
  }
}

function oddity(url: string): string {
  const why = ODDITIES.find(([pattern]) => pattern.test(url))?.[1];
  return why === undefined ? '' : `: ${why}`;
}

/** The redirect is on the host of the app. */
export function* redirectHost({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  const own = regionRedirect(profile);
  if (profile.redirect === undefined || own === undefined || !URL.canParse(profile.redirect)) return;
  const [host, expected] = [new URL(profile.redirect).host, new URL(own).host];
  if (host === expected) return;
  yield finding(
    `The redirect is on ${host}, the app on ${expected}: Safari 16.1, Firefox 109, Chrome 115 and newer lose the sign-in on the way back.`,
    `Ask ${vendorOf(profile).title} support to move the workspace to ${expected} before going on.`,
    source.locate(['redirect']),
  );
}

/** The issuer is written as tokens carry it. */
export function* issuer(input: AuditInput): Generator<Remark> {
  const { source, live } = input;
  const { profile } = source;
  yield* untold(input, 'discovery', 'The issuer that the tenant says');
  const typed = profile.issuer;
  if (typed === undefined) {
    yield unseen(
      'The issuer typed at the vendor.',
      'Record it under issuer in the profile; `npm run torq -- sheet` prints the right one.',
    );
    return;
  }
  const at = source.locate(['issuer']);
  const canonical = canonicalIssuer(typed);
  if (typed !== canonical) {
    yield finding(
      `The issuer is ${typed}; tokens say ${canonical}, and the two are compared as texts.`,
      `Type ${canonical}.`,
      at,
    );
  }
  if (live?.issuer === undefined || typed === live.issuer || canonical === live.issuer) return;
  // Tokens carry the domain that the login was asked at: https://auth0.com/docs/customize/custom-domains/configure-features-to-use-custom-domains
  if (live.customDomains?.some((host) => canonical === `https://${host}/`)) {
    yield note(`The issuer is of a custom domain; the one of the tenant itself is ${live.issuer}.`, at);
    return;
  }
  yield finding(
    `The issuer is ${typed}; the tenant's discovery document says ${live.issuer}, and it has ${listed(live.customDomains)}.`,
    `Type ${live.issuer}, or make that custom domain ready.`,
    at,
  );
}

function listed(hosts: readonly string[] | undefined): string {
  if (hosts === undefined) return 'custom domains that it did not tell';
  return hosts.length === 0 ? 'no custom domain' : `the custom domains ${hosts.join(', ')}`;
}

/**
 * The issuer as Auth0 writes it: https, the host alone, a slash at the end. Assumption: the vendor compares it as it was
 * typed; should it add a missing slash itself, typing one does no harm.
 */
function canonicalIssuer(typed: string): string {
  const host =
    typed
      .trim()
      .replace(/^[a-z]+:\/\//iu, '')
      .split('/')[0] ?? '';
  return `https://${host.toLowerCase()}/`;
}

/** The application has the grants that the flow needs. */
export function* grants(input: AuditInput): Generator<Remark> {
  const { profile } = input.source;
  for (const { client, view } of clientsOf(input)) {
    const declared = texts(client, 'grant_types');
    // Left out, Auth0 grants code and implicit: https://auth0.com/docs/get-started/applications/application-grant-types
    if (declared === undefined) continue;
    const at = view.locate([...client.path, 'grant_types']);
    for (const grant of grantTypes(profile)) {
      if (declared.includes(grant)) continue;
      yield finding(
        `The flow is ${profile.flow}, which needs the grant ${grant}; ${client.name} has ${declared.join(', ') || 'none'}.`,
        `Add ${grant}, or choose the other flow at the vendor.`,
        at,
      );
    }
    for (const grant of declared) {
      if (grantTypes(profile).includes(grant)) continue;
      yield note(`${client.name} also has the grant ${grant}, which single sign-on does not need.`, at);
    }
  }
}

/** Application type, authentication method and signature can work. */
export function* applicationType(input: AuditInput): Generator<Remark> {
  for (const { client, view } of clientsOf(input)) {
    const { value, path, name } = client;
    const jwt = isRecord(value['jwt_configuration']) ? value['jwt_configuration']['alg'] : undefined;
    const rules: readonly (readonly [string, unknown, boolean, string])[] = [
      ['app_type', value['app_type'], value['app_type'] === 'regular_web', 'Set it to regular_web.'],
      [
        'token_endpoint_auth_method',
        value['token_endpoint_auth_method'],
        [undefined, 'client_secret_post', 'client_secret_basic'].includes(
          value['token_endpoint_auth_method'] as string,
        ),
        // Assumption: which of the two the vendor sends is not documented; Auth0's default for web applications is post.
        'Set it to client_secret_post: the vendor only has a secret.',
      ],
      // HS256 has no public key by which the vendor could check the token.
      ['jwt_configuration.alg', jwt, jwt === 'RS256', 'Set it to RS256.'],
      ['oidc_conformant', value['oidc_conformant'], value['oidc_conformant'] !== false, 'Set it to true.'],
    ];
    for (const [field, is, right, todo] of rules) {
      if (right || isKeyword(is)) continue;
      yield finding(
        `${name} has ${field} ${is === undefined ? 'unset' : JSON.stringify(is)}.`,
        todo,
        view.locate([...path, ...field.split('.')]),
      );
    }
  }
}

/** The scopes bring an ID token and the e-mail. */
export function* scopes({ source }: AuditInput): Generator<Remark> {
  const { profile } = source;
  for (const scope of neededScopes(profile)) {
    if (profile.scopes.includes(scope)) continue;
    const why =
      scope === 'openid'
        ? 'there is no ID token'
        : 'the token has no e-mail, and the e-mail row cannot match';
    yield finding(
      `The scopes lack ${scope}: ${why}.`,
      `Request ${scope} at the vendor and here.`,
      source.locate(['scopes']),
    );
  }
}

function neededScopes(profile: TorqProfile): string[] {
  return profile.mapping.some(({ claim }) => claim === 'email') ? ['openid', 'email'] : ['openid'];
}
