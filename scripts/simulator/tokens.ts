import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { ts } from '../lib/ts.ts';
import type { Aims } from './aims.ts';
import { chainOf, loginPath, type Known } from './chains.ts';
import { login } from './login.ts';
import { FROZEN } from './scenario.ts';
import type { Setting } from './settings.ts';

/** A signed token that code takes from the request and verifies. */
export interface VerifiedToken {
  /** Where it is: `['request', 'query', 'token']`. */
  readonly path: readonly string[];
  /** The name of the value of the configuration, or of the secret, that it has to be signed with. */
  readonly key: string;
}

/** `jwt.verify(context.request.query.token, configuration.SECRET)`, as somebody sent elsewhere comes back with. */
export function verifiedToken(call: ts.CallExpression, known: Known): VerifiedToken | undefined {
  const [token, key] = call.arguments;
  if (!token || !key || !/(?:^|\.)verify$/.test(call.expression.getText())) return undefined;
  const path = loginPath(chainOf(token, known) ?? []);
  const [section, name] = loginPath(chainOf(key, known) ?? []) ?? [];
  const isOfRequest = path?.[0] === 'request' && path.length === 3;
  const isOfOurs = section === 'configuration' || section === 'secrets';
  return isOfRequest && isOfOurs && name !== undefined ? { path, key: name } : undefined;
}

const KEY = 'the key of signed tokens';

/**
 * Logins with a token that is signed as the code wants it, of who logs in or of somebody else, valid or not, with what
 * the code may read of it; in the request or on the way back from a redirect. Undefined where it verifies none.
 */
export function tokenSettings({ tokens, texts, names }: Aims): fc.Arbitrary<readonly Setting[]> | undefined {
  if (tokens.length === 0) return undefined;
  const word = fc.constantFrom('other', ...texts);
  const now = Math.floor(FROZEN.now / 1000);
  const payload = fc
    .tuple(
      fc.record(
        {
          iss: word,
          aud: word,
          iat: fc.constant(now - 60),
          exp: fc.constantFrom(now + 300, now + 300, now - 300),
        },
        { requiredKeys: [] },
      ),
      fc.dictionary(fc.constantFrom('state', ...names), word, { maxKeys: 3 }),
      fc.constantFrom(login().user.user_id, login().user.user_id, 'auth0|other', undefined),
    )
    .map(([standard, more, sub]) => ({ ...more, ...standard, ...(sub === undefined ? {} : { sub }) }));
  return fc
    .record({ of: fc.constantFrom(...tokens), payload, isBack: fc.boolean() })
    .map(({ of: { path, key }, payload: content, isBack }) => {
      const [, section, name] = path;
      const token = signed(content);
      const empty = { query: {}, body: {} };
      return [
        { path: ['configuration', key], value: KEY },
        isBack
          ? { path: ['back'], value: { ...empty, [section!]: { [name!]: token } } }
          : { path, value: token },
      ];
    });
}

/** A JSON Web Token under HS256, https://www.rfc-editor.org/rfc/rfc7519 */
function signed(payload: object): string {
  const [head, body] = [{ alg: 'HS256', typ: 'JWT' }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = `${head}.${body}`;
  return `${text}.${createHmac('sha256', KEY).update(text).digest('base64url')}`;
}
