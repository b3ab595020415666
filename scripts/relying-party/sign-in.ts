import * as openid from 'openid-client';
import { jwtVerify } from 'jose';
import { Problem } from '../lib/problem.ts';
import { Browser, type Stop } from './browser.ts';
import { formsOf, textOf } from './forms.ts';
import type { Step } from './steps.ts';
import type { Web } from './web.ts';

type Flow = 'code' | 'implicit';

/** An application as its owner has set it up. */
export interface RelyingParty {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How it shows its secret at the token endpoint: `none`, `client_secret_post` or `client_secret_basic`. */
  readonly authentication: string;
  /** The algorithm of its ID tokens. */
  readonly algorithm: 'RS256' | 'HS256';
  readonly redirectUri: string;
  readonly flow: Flow;
  readonly scopes: readonly string[];
  readonly loginHint?: string;
}

/** How a login ended for the application. */
type SignInEnd =
  | { readonly kind: 'signed-in'; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly kind: 'denied'; readonly error: string; readonly reason: string }
  /** A page of the tenant that leads nowhere: an error that the application never hears of. */
  | { readonly kind: 'stranded'; readonly status: number; readonly title: string; readonly text: string };

export interface SignIn {
  /** The parameters of the authorization request; of secret ones their names alone. */
  readonly request: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly end: SignInEnd;
}

/** What the page that an Action sends the user to gives back: in the address, in a form, or in a token in a form. */
export interface WayBack {
  readonly parameters: Readonly<Record<string, string>>;
  readonly by: 'query' | 'form' | 'token';
  /** Name of the parameter that holds the token. */
  readonly token?: string;
}

const STEPS = 20;
const NOTHING: WayBack = { parameters: {}, by: 'query' };

/**
 * Logs the user of this id in as a browser and a certified client library do, by code flow with PKCE or by implicit
 * flow, and verifies the ID token: signature, issuer, audience, nonce, times. The callback is never contacted. A
 * multi-factor challenge is passed; from a page outside the tenant that an Action sends to, the user comes straight
 * back, with what `back` says. Throws a Problem when the sign-in page does not offer the user.
 */
export async function signIn(
  party: RelyingParty,
  user: string,
  web: Web,
  back: WayBack = NOTHING,
): Promise<SignIn> {
  const steps: Step[] = [];
  const config = await configure(party, web, steps);
  const verifier = openid.randomPKCECodeVerifier();
  const checks = { state: openid.randomState(), nonce: openid.randomNonce() };
  const request = openid.buildAuthorizationUrl(config, {
    redirect_uri: party.redirectUri,
    scope: party.scopes.join(' '),
    ...checks,
    ...(party.loginHint === undefined ? {} : { login_hint: party.loginHint }),
    ...(party.flow === 'code'
      ? {
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }
      : {}),
  });
  const browser = new Browser(web, party.issuer.origin, steps);
  const stop = await toTheCallback(browser, await browser.open(request), party, { user, back });
  const end =
    stop.left === undefined
      ? strandedOn(stop)
      : await finish(config, party, stop.left, { ...checks, verifier });
  return { request: shownRequest(request), steps, end };
}

async function configure(party: RelyingParty, web: Web, steps: Step[]): Promise<openid.Configuration> {
  const { flow, algorithm } = party;
  if (flow === 'implicit' && algorithm === 'HS256') {
    throw new Problem(
      'login-algorithm',
      'By implicit flow an ID token that is signed with HS256 cannot be verified.',
      {
        hint: 'Give the application jwt_configuration: { alg: RS256 }.',
      },
    );
  }
  const customFetch: openid.CustomFetch = async (url, { method, headers, body, signal }) => {
    const answer = await web(url, {
      method,
      redirect: 'manual',
      headers,
      ...(body == null ? {} : { body: String(body as URLSearchParams) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { pathname } = new URL(url);
    steps.push({ method, path: pathname, status: answer.status, what: 'asked by the application itself' });
    return new Response(await answer.text(), { status: answer.status, headers: [...answer.headers] });
  };
  const config = await openid.discovery(
    party.issuer,
    party.clientId,
    { id_token_signed_response_alg: algorithm },
    authenticationOf(party),
    { [openid.customFetch]: customFetch },
  );
  if (flow === 'implicit') openid.useIdTokenResponseType(config);
  // Else the signature of a token that comes straight from the token endpoint would be taken on trust.
  else if (algorithm !== 'HS256') openid.enableNonRepudiationChecks(config);
  return config;
}

function authenticationOf({ authentication, clientSecret }: RelyingParty): openid.ClientAuth {
  if (authentication === 'none') return openid.None();
  return authentication === 'client_secret_basic'
    ? openid.ClientSecretBasic(clientSecret)
    : openid.ClientSecretPost(clientSecret);
}

/** Goes through the pages between the request and the callback; stops on a page that leads no further. */
async function toTheCallback(
  browser: Browser,
  first: Stop,
  { redirectUri }: RelyingParty,
  { user, back }: { readonly user: string; readonly back: WayBack },
): Promise<Stop> {
  const callback = new URL(redirectUri);
  let stop = first;
  for (let count = 0; count < STEPS; count++) {
    if (stop.left !== undefined) {
      const { origin, pathname } = stop.left;
      if (origin === callback.origin && pathname === callback.pathname) return stop;
      stop = await comeBack(browser, stop.left.searchParams.get('state') ?? '', back);
      continue;
    }
    const next = answerTo(stop, user, back);
    if (next === undefined) return stop;
    stop = await browser.submit(next.form, next.fields);
  }
  throw new Problem('login-endless', `The login does not come to an end within ${STEPS} pages.`, {
    hint: 'An Action sends the user away again each time they come back: look at its onContinuePostLogin.',
  });
}

/** A token is signed by the tenant, which has the secret of the Action. */
function comeBack(browser: Browser, state: string, back: WayBack): Promise<Stop> {
  if (back.by === 'query') {
    return browser.open(`/continue?${new URLSearchParams({ ...back.parameters, state }).toString()}`);
  }
  const [path, fields] =
    back.by === 'form' ? ['/continue', back.parameters] : (['/u/away', awayFields(back)] as const);
  const form = { action: `${path}?state=${encodeURIComponent(state)}`, hidden: {}, buttons: [] };
  return browser.submit(form, fields);
}

/** The fields of the page on which the tenant plays the other host. */
function awayFields({ parameters, by, token = '' }: WayBack): Record<string, string> {
  const lines = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return { parameters: lines.join('\n'), by, token };
}

/** What the user does on a page, or undefined where nothing can be done. */
function answerTo({ page }: Stop, user: string, back: WayBack) {
  const forms = formsOf(page.html);
  if (page.status !== 200) return undefined;
  if (page.path === '/u/login') {
    const form = forms.find(({ buttons }) => buttons.some(({ value }) => value === user));
    if (form) return { form, fields: { user } };
    throw new Problem('login-not-offered', `The sign-in page does not offer ${user}.`, {
      hint: 'The connection of torq.yaml has to be enabled for the application (npm run plan), and a tenant that was started before torq.yaml was changed has to be started anew.',
    });
  }
  const [form] = forms;
  if (form === undefined) return undefined;
  if (page.path === '/u/away') return { form, fields: awayFields(back) };
  return { form, fields: page.path === '/u/mfa' ? { outcome: 'passed' } : {} };
}

function strandedOn({ page }: Stop): SignInEnd {
  const { status, html } = page;
  return { kind: 'stranded', status, title: textOf(html, 'h1') || `HTTP ${status}`, text: textOf(html, 'p') };
}

/** What the application does with its callback: the answer, checked, and the code exchanged. */
async function finish(
  config: openid.Configuration,
  { flow, algorithm, clientSecret }: RelyingParty,
  callback: URL,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
): Promise<SignInEnd> {
  try {
    if (flow === 'implicit') {
      const claims = await openid.implicitAuthentication(config, callback, nonce, { expectedState: state });
      return { kind: 'signed-in', claims };
    }
    const tokens = await openid.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    if (algorithm === 'HS256') {
      await jwtVerify(tokens.id_token ?? '', new TextEncoder().encode(clientSecret));
    }
    return { kind: 'signed-in', claims: { ...tokens.claims() } };
  } catch (error) {
    if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError) {
      return { kind: 'denied', error: error.error, reason: error.error_description ?? '' };
    }
    throw error;
  }
}

/** Values that are no secrets; of all others the name alone is shown. */
const SHOWN = [
  'client_id',
  'code_challenge_method',
  'login_hint',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
];

function shownRequest({ searchParams }: URL): Record<string, string> {
  const entries = [...searchParams].map(([name, value]) => [
    name,
    SHOWN.includes(name) ? value : 'made for this login',
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
