import { jwtVerify, SignJWT } from 'jose';
import type { ContinueRequest } from '../../simulator/pipeline.ts';
import type { Flow } from './flow.ts';

/** The token that an Action has given the page it redirects to, opened with the secret of the Action that fits. */
export interface SentToken {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly secret: Uint8Array;
}

/** How long a signed answer holds: as long as a person may take over it. */
const ANSWER_SECONDS = 600;

/** A person may take longer over the page than the token holds. */
const HS256_OF_ANY_TIME = { algorithms: ['HS256'], clockTolerance: Number.MAX_SAFE_INTEGER };

/** Where the Actions have sent the user, while they wait there. */
export function targetOf({ result }: Flow): URL | undefined {
  const outcome = result?.outcome;
  return outcome?.kind === 'suspended' && outcome.by === 'redirect' && URL.canParse(outcome.target)
    ? new URL(outcome.target)
    : undefined;
}

/** The first parameter of the address that is a token signed with a secret of one of the Actions, or undefined. */
export async function sentToken({ actions = [] }: Flow, target: URL): Promise<SentToken | undefined> {
  const secrets = new Set(actions.flatMap((action) => Object.values(action.secrets ?? {})));
  for (const value of target.searchParams.values()) {
    for (const secret of secrets) {
      const key = new TextEncoder().encode(secret);
      try {
        const { payload } = await jwtVerify(value, key, HS256_OF_ANY_TIME);
        return { payload, secret: key };
      } catch {
        // No token, or one that another secret has signed.
      }
    }
  }
  return undefined;
}

/**
 * The request with which the page sends the user back: `by` the address, a form, or a token in a form, which is what
 * `api.redirect.validateToken` takes (https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/redirect-with-actions).
 */
export async function wayBack(
  state: string,
  form: Readonly<Record<string, unknown>>,
  token: SentToken | undefined,
): Promise<ContinueRequest> {
  const parameters = parametersOf(form['parameters']);
  const query = { state };
  if (form['by'] === 'form') return { query, body: parameters };
  if (form['by'] !== 'token' || token === undefined) return { query: { ...parameters, state }, body: {} };
  const name = typeof form['token'] === 'string' && form['token'] !== '' ? form['token'] : 'session_token';
  const values = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, jsonOrText(value)]),
  );
  const now = Math.floor(Date.now() / 1000);
  const signed = await new SignJWT({ sub: token.payload['sub'], state, ...values } as Record<string, unknown>)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + ANSWER_SECONDS)
    .sign(token.secret);
  return { query, body: { [name]: signed } };
}

/** `name=value` a line; what follows the first `=` is the value. */
function parametersOf(text: unknown): Record<string, string> {
  const lines = typeof text === 'string' ? text.split(/\r?\n/).filter((line) => line.trim() !== '') : [];
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name.trim(), value.join('=')];
    }),
  );
}

/** A token holds values of any kind: `true`, a number or other JSON is taken as such. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
