import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiHost } from './api-host.ts';
import { holdTo, isPlainObject, jsonBytes, requireText } from './api-host.ts';
import { defaults } from './limits.ts';

const NON_INTERACTIVE = [
  'oauth2-resource-owner',
  'oauth2-refresh-token',
  'oauth2-password',
  'oauth2-webauthn',
];

/** False where nobody is there to be sent anywhere: silent authentication and back-channel protocols. */
export function isInteractive(event: ApiHost['event']): boolean {
  const { query } = event.request;
  return query['prompt'] !== 'none' && !NON_INTERACTIVE.includes(event.transaction?.protocol ?? '');
}

/** `api.redirect` and `api.prompt`. */
export function redirectMethods(host: ApiHost, chain: () => object): Record<string, object> {
  const leaving: string[] = [];
  const leave = (method: string): void => {
    if (leaving.some((earlier) => earlier !== method)) {
      throw new Error('api.redirect.sendUserTo and api.prompt.render cannot be used in the same Action');
    }
    leaving.push(method);
  };
  return {
    redirect: {
      canRedirect: () => isInteractive(host.event),
      sendUserTo(url: unknown, options?: { readonly query?: Record<string, string> }) {
        const target = new URL(url as string);
        for (const [name, value] of Object.entries(options?.query ?? {}))
          target.searchParams.set(name, value);
        leave('redirect.sendUserTo');
        host.record('redirect.sendUserTo', target.href);
        return chain();
      },
      encodeToken: (options: unknown) => encodeToken(host, options),
      validateToken: (options: unknown) => validateToken(host, options),
    },
    prompt: {
      render(id: unknown, options: unknown = {}): void {
        const method = 'api.prompt.render';
        requireText(host, method, 'the form ID', id, 'formId');
        if (!isPlainObject(options)) throw new TypeError(`${method}: the options must be an object`);
        const fields = Object.keys(options['fields'] ?? {});
        const vars = Object.keys(options['vars'] ?? {});
        holdTo(host, method, 'the number of fields', 'formFields', fields.length);
        holdTo(host, method, 'the number of vars', 'formVars', vars.length);
        holdTo(host, method, 'the size of the options', 'formOptions', jsonBytes(options));
        const bad = fields.find((name) => !/^[a-zA-Z_][a-zA-Z0-9_]{0,49}$/.test(name));
        if (bad !== undefined) throw new Error(`${method}: invalid field name ${JSON.stringify(bad)}`);
        if (leaving.includes('prompt.render')) throw new Error(`${method}: only once in an Action`);
        leave('prompt.render');
        host.record('prompt.render', id, options);
      },
    },
  };
}

/** HS256 token for the page the user is sent to; the payload may override the standard claims. */
function encodeToken(host: ApiHost, options: unknown): string {
  const { payload, secret, expiresInSeconds } = (options ?? {}) as Record<string, unknown>;
  const key = requireText(host, 'api.redirect.encodeToken', 'the secret', secret);
  if (!isPlainObject(payload)) throw new TypeError('api.redirect.encodeToken: the payload must be an object');
  const issued = Math.floor(host.now() / 1000);
  const claims = {
    iat: issued,
    iss: host.event.request.hostname,
    sub: host.event.user.user_id,
    exp: issued + (typeof expiresInSeconds === 'number' ? expiresInSeconds : defaults.redirectTokenSeconds),
    ip: host.event.request.ip,
    ...payload,
  };
  const content = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The payload of the token that the external page sent back; throws when it is absent, forged, stale or foreign. */
function validateToken(host: ApiHost, options: unknown): unknown {
  const { secret, tokenParameterName = 'session_token' } = (options ?? {}) as Record<string, unknown>;
  const key = requireText(host, 'api.redirect.validateToken', 'the secret', secret);
  const parameters: Record<string, unknown> = { ...host.event.request.query, ...host.event.request.body };
  const token = parameters[tokenParameterName as string];
  if (typeof token !== 'string' || token === '')
    throw refuse(`no token in "${tokenParameterName as string}"`);

  const [head = '', body = '', signature = ''] = token.split('.');
  const { alg } = decode(head);
  if (alg !== 'HS256') throw refuse('the token is not signed with HS256');
  const expected = createHmac('sha256', key).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuse('wrong signature');

  const payload = decode(body);
  const now = host.now() / 1000;
  if (typeof payload['exp'] === 'number' && payload['exp'] <= now) throw refuse('the token has expired');
  if (payload['state'] !== parameters['state']) throw refuse('the state claim does not match the request');
  if (payload['sub'] !== host.event.user.user_id) throw refuse('the token belongs to another user');
  return payload;
}

function refuse(why: string): Error {
  return new Error(`api.redirect.validateToken: ${why}`);
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (isPlainObject(value)) return value;
  } catch {
    // Reported below, like any other text that is not a token.
  }
  throw refuse('the value is not a token');
}
