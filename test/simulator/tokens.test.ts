import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_AIMS } from '../../scripts/simulator/aims.ts';
import { login } from '../../scripts/simulator/login.ts';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { tokenSettings } from '../../scripts/simulator/tokens.ts';

const tokensIn = (code: string) => aimsOf(code, 'rule.js').tokens;
const TOKEN = { path: ['request', 'query', 'token'], key: 'SECRET' };

describe('a token that code verifies', () => {
  it.each([
    ['jwt.verify(context.request.query.token, configuration.SECRET)', [TOKEN]],
    [
      "const t = context.request.query.token; require('jsonwebtoken').verify(t, configuration.SECRET, {}, done)",
      [TOKEN],
    ],
    ['const { token } = event.request.query; verify(token, event.secrets.SECRET)', [TOKEN]],
    [
      'jwt.verify(context.request.body.token, configuration.SECRET)',
      [{ ...TOKEN, path: ['request', 'body', 'token'] }],
    ],
    ["jwt.verify(context.request.query.token, 'literal')", []],
    ['jwt.verify(user.app_metadata.token, configuration.SECRET)', []],
    ['jwt.sign(context.request.query.token, configuration.SECRET)', []],
  ])('is seen in %s', (code, tokens) => expect(tokensIn(code)).toEqual(tokens));
});

describe('the logins that bring one', () => {
  const settings = fc.sample(
    tokenSettings({ ...NO_AIMS, tokens: [TOKEN], texts: ['profile'], names: ['org'] })!,
    {
      numRuns: 200,
      seed: 1,
    },
  );
  const read = settings.map(([secret, brought]) => {
    const { path, value } = brought!;
    const isBack = path[0] === 'back';
    const token = isBack ? (value as { query: { token: string } }).query.token : (value as string);
    const [head, body, signature] = token.split('.');
    const right = createHmac('sha256', secret!.value as string)
      .update(`${head}.${body}`)
      .digest('base64url');
    const content = JSON.parse(Buffer.from(body!, 'base64url').toString()) as Record<string, unknown>;
    return { isBack, isSigned: signature === right, content };
  });

  it('have it signed with the value of the configuration, in the request or on the way back', () => {
    expect(read.every(({ isSigned }) => isSigned)).toBe(true);
    expect(new Set(read.map(({ isBack }) => isBack))).toEqual(new Set([true, false]));
  });

  it.each([
    ['of who logs in', { sub: login().user.user_id }],
    ['of somebody else', { sub: 'auth0|other' }],
    ['from the issuer that the code names, still valid', { iss: 'profile', exp: expect.any(Number) }],
    ['with what the code may read of it', { org: 'profile' }],
  ])('have one %s', (_title, part) =>
    expect(read.map(({ content }) => content)).toContainEqual(expect.objectContaining(part)),
  );

  it('are none where no token is verified', () => expect(tokenSettings(NO_AIMS)).toBeUndefined());
});
