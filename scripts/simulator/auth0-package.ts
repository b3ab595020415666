import { callbackify } from 'node:util';
import { isPlainObject } from '../auth0/api-host.ts';
import { bodyOf, V2, V4, type Dialect } from './auth0-dialects.ts';
import { routes, type Route } from './auth0-routes.ts';
import type { HttpReply, HttpRequest } from './exchange.ts';
import type { StandInTools } from './stand-ins.ts';
import { told } from './told.ts';
import type { World } from './world.ts';

/** `auth0` 2.x and 3.x: flat method names beside nested ones, promises or a callback, the body as the result. */
export const auth0V2 = (tools: StandInTools): object => auth0Package(tools, V2, authenticationV2);

/** `auth0` 4.x: nested method names, `{ data, status, … }` as the result. */
export const auth0V4 = (tools: StandInTools): object => auth0Package(tools, V4, authenticationV4);

type Call = (http: Route['http'], path: string, body?: unknown, bearer?: string) => Promise<HttpReply>;
type Authentication = (options: Options, call: Call, dialect: Dialect) => Readonly<Record<string, unknown>>;

interface Options {
  readonly domain?: string;
  /** Code may hand over the promise of one. */
  readonly token?: string | Promise<string>;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly retry?: { readonly enabled?: boolean; readonly maxRetries?: number };
}

/** Options that change nothing that is compared, beside those above. */
const HARMLESS = ['telemetry', 'clientInfo', 'tokenProvider', 'timeoutDuration'];
const KNOWN = ['domain', 'token', 'clientId', 'clientSecret', 'audience', 'scope', 'retry', ...HARMLESS];

/** How often a call that is told to slow down is made again, and the first wait in (virtual) milliseconds. */
const RETRIES = 3;
const WAIT = 250;

function auth0Package(tools: StandInTools, dialect: Dialect, authentication: Authentication): object {
  const { world, unknown } = tools;
  const clientOf = (options: Options, kind: string): { call: Call; options: Options } => {
    for (const name of Object.keys(options)) if (!KNOWN.includes(name)) unknown(`${kind} option ${name}`);
    const { domain, retry } = options;
    if (typeof domain !== 'string' || domain === '') unknown(`${kind} without a domain`);
    const most = retry?.enabled === false ? 0 : (retry?.maxRetries ?? RETRIES);
    const call: Call = (method, path, body, bearer) =>
      send(world, most, {
        method,
        url: `https://${domain}${path}`,
        ...(body === undefined ? {} : { body }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      });
    return { call, options };
  };

  // Functions that code calls with `new`.
  function ManagementClient(given: Options = {}): object {
    const { call, options } = clientOf(given, 'ManagementClient');
    const tokenOf = tokenSource(options, call, dialect);
    const methods = routes.flatMap((route) => {
      const method = async (...args: unknown[]): Promise<unknown> => {
        const { path, body } = requestOf(route, args, dialect, unknown);
        const reply = await settled(call(route.http, `/api/v2${path}`, body, await tokenOf()));
        if (reply instanceof Error || reply.status >= 400) throw dialect.errorOf(reply, 'Management');
        return dialect.resultOf(reply, route);
      };
      return dialect.namesOf(route).map((name) => [name, withCallback(method)] as const);
    });
    return told(nested(methods), 'ManagementClient', unknown);
  }
  function AuthenticationClient(given: Options = {}): object {
    const { call, options } = clientOf(given, 'AuthenticationClient');
    const methods = Object.entries(authentication(options, call, dialect));
    return told(nested(methods), 'AuthenticationClient', unknown);
  }
  return told({ ManagementClient, AuthenticationClient }, 'the package', unknown);
}

/** Sends a request, again when the answer is to slow down. */
function send({ network, clock }: World, most: number, request: HttpRequest): Promise<HttpReply> {
  const later = clock.globals['setTimeout'] as (run: () => void, delay: number) => void;
  return new Promise((resolve, reject) => {
    const attempt = (number: number): void => {
      network.send(request, (reply) => {
        if (reply instanceof Error) reject(reply);
        else if (reply.status === 429 && number < most) later(() => attempt(number + 1), WAIT * 2 ** number);
        else resolve(reply);
      });
    };
    attempt(0);
  });
}

function settled(call: Promise<HttpReply>): Promise<HttpReply | Error> {
  return call.catch((error: Error) => error);
}

async function answer(call: Promise<HttpReply>, dialect: Dialect): Promise<unknown> {
  const reply = await settled(call);
  if (reply instanceof Error || reply.status >= 400) throw dialect.errorOf(reply, 'Auth');
  return dialect.resultOf(reply, {});
}

/** The token that was given, or one that is fetched with the credentials, once a client. */
function tokenSource(options: Options, call: Call, dialect: Dialect): () => Promise<string> {
  const { token, clientId, clientSecret, audience = `https://${options.domain}/api/v2/`, scope } = options;
  // Versions 2 and 3 make a text of a promise, version 4 waits for it.
  if (token !== undefined)
    return async () => (dialect === V2 && typeof token !== 'string' ? '[object Promise]' : token);
  let fetched: Promise<string> | undefined;
  return () => {
    const body = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience,
      ...(scope === undefined ? {} : { scope }),
    };
    fetched ??= settled(call('POST', '/oauth/token', body)).then((reply) => {
      if (reply instanceof Error || reply.status >= 400) throw dialect.errorOf(reply, 'Auth');
      return String(bodyOf(reply)['access_token']);
    });
    return fetched;
  };
}

const LINK = '/users/{id}/identities';

/** Linking is what versions 2 and 3 check the user of, before they send anything. */
function refuseUserId(id: unknown): void {
  if (typeof id === 'string' && id !== '') return;
  const reason = id ? 'has to be a string' : 'cannot be null or undefined';
  throw Object.assign(new Error(`The userId ${reason}`), { name: 'ArgumentError' });
}

/** Path and body of a call, from its arguments: parameters first, then the body. */
function requestOf(
  { http, path, property }: Route,
  args: readonly unknown[],
  dialect: Dialect,
  unknown: StandInTools['unknown'],
): { path: string; body?: unknown } {
  if (dialect === V2 && path === LINK) refuseUserId(args[0]);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const isRead = http === 'GET';
  const takesParameters = names.length > 0 || isRead;
  const [first] = takesParameters ? args : [];
  const parameters = { ...named(first, names[0] ?? 'email') };
  let target = path;
  for (const name of names) {
    const { [name]: value } = parameters;
    if (typeof value !== 'string' || value === '') unknown(`${http} ${path} without ${name}`);
    target = target.replace(`{${name}}`, encodeURIComponent(String(value)));
    delete parameters[name];
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      query.set(name, String(value));
    } else unknown(`${http} ${path} with a list or an object as ${name}`);
  }
  const text = query.toString();
  const found = { path: text === '' ? target : `${target}?${text}` };
  if (isRead) return found;
  const data = takesParameters ? args[1] : args[0];
  if (property !== undefined) return { ...found, body: { [property]: data } };
  // Versions 2 and 3 send a body with every call that is not for reading.
  if (data === undefined) return dialect === V2 ? { ...found, body: {} } : found;
  return { ...found, body: data };
}

function named(parameters: unknown, name: string): Record<string, unknown> {
  if (typeof parameters === 'string') return { [name]: parameters };
  return isPlainObject(parameters) ? parameters : {};
}

/** Versions 2 and 3 take a callback as their last argument, too; without one, a promise is returned. */
function withCallback(method: (...args: unknown[]) => Promise<unknown>): (...args: unknown[]) => unknown {
  const called = callbackify(method) as (...args: unknown[]) => void;
  return (...args) => (typeof args.at(-1) === 'function' ? called(...args) : method(...args));
}

const authenticationV2: Authentication = ({ clientId, clientSecret }, call, dialect) => {
  const post =
    (path: string, fixed: object) =>
    (data: object): Promise<unknown> =>
      answer(call('POST', path, { ...fixed, ...data }), dialect);
  const client = { client_id: clientId, client_secret: clientSecret };
  const methods = {
    clientCredentialsGrant: post('/oauth/token', { grant_type: 'client_credentials', ...client }),
    passwordGrant: post('/oauth/token', { ...client, grant_type: 'password' }),
    refreshToken: post('/oauth/token', { ...client, grant_type: 'refresh_token' }),
    requestChangePasswordEmail: post('/dbconnections/change_password', { client_id: clientId }),
  };
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, withCallback(method as never)]),
  );
};

const authenticationV4: Authentication = ({ clientId, clientSecret }, call, dialect) => {
  const grant =
    (kind: string) =>
    (data: object): Promise<unknown> =>
      answer(
        call('POST', '/oauth/token', {
          client_id: clientId,
          ...data,
          client_secret: clientSecret,
          grant_type: kind,
        }),
        dialect,
      );
  return {
    'oauth.clientCredentialsGrant': grant('client_credentials'),
    'oauth.passwordGrant': grant('password'),
    'oauth.refreshTokenGrant': grant('refresh_token'),
  };
};

/** `{ 'users.get': f }` as `{ users: { get: f } }`. */
function nested(methods: readonly (readonly [name: string, method: unknown])[]): Record<string, object> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const [name, method] of methods) {
    const [group, key] = name.split('.') as [string, string?];
    if (key === undefined) found[group] = method as Record<string, unknown>;
    else (found[group] ??= {})[key] = method;
  }
  return found;
}
