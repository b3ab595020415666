import { expect, test } from 'vitest';
import { ANSWER_HEADERS, formHeaders } from '../../../scripts/local-tenant/oidc/headers.ts';
import { CALLBACK, signIn, startWorld } from './sign-in.ts';

test('every answer of the tenant is kept nowhere, guessed as nothing, framed nowhere and tells no other host its address', async () => {
  const world = await startWorld({}, { allowed_logout_urls: ['https://app.torq.io/bye'] });
  const { browser, finish } = await signIn(world, 'waad|alice');
  const tokens = await finish();
  const authorize = `/authorize?client_id=${world.application.client_id}&response_type=code&redirect_uri=`;
  const answers = [
    await world.send('GET', authorize + encodeURIComponent(CALLBACK)),
    await world.send('GET', `${authorize}https://evil.example/`),
    await world.send('GET', '/userinfo', { headers: { authorization: `Bearer ${tokens.access_token}` } }),
    await world.send('POST', '/oauth/token', { body: 'grant_type=authorization_code' }),
    await world.send('GET', '/.well-known/openid-configuration'),
    await world.send('GET', '/u/login?state=nothing'),
    await world.send('GET', '/nowhere'),
    await world.api('GET', '/clients'),
    (await browser.open('/oidc/logout')).page,
    (await browser.open('/v2/logout')).page,
  ];
  expect(answers.map(({ status }) => status)).toEqual([303, 403, 200, 400, 200, 400, 404, 200, 200, 200]);
  for (const { headers } of answers) {
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) {
      const given = String(headers[name]).replace(/form-action [^;]*$/, "form-action 'none'");
      expect([name, given]).toEqual([name, value]);
    }
    expect(headers['strict-transport-security']).toBeUndefined();
  }
});

test.each([
  [CALLBACK, "form-action 'self' https:"],
  ['http://localhost:3000/callback', "form-action 'self' https: http:"],
  ['com.example.app://callback', "form-action 'self' https: com.example.app:"],
  ["https://x/'; script-src *", "form-action 'self' https:"],
  [undefined, "form-action 'self' https:"],
])('a form that leads to %s may be sent there', (callback, directive) => {
  expect(formHeaders(callback)['content-security-policy']?.split('; ').at(-1)).toBe(directive);
});

test('a sign-out returns to an address that the application allows, and to no other', async () => {
  const world = await startWorld({}, { allowed_logout_urls: ['https://app.torq.io/bye'] });
  const { browser } = await signIn(world, 'waad|alice');
  const leave = (url: string) =>
    browser.open(
      `/oidc/logout?client_id=${world.application.client_id}&post_logout_redirect_uri=${encodeURIComponent(url)}`,
    );
  expect((await leave('https://evil.example/')).page.text).toContain(
    'post_logout_redirect_uri not registered',
  );
  const asked = await leave('https://app.torq.io/bye');
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.page.text)?.[1] ?? '';
  const form = `<form action="/oidc/logout/confirm"><input type="hidden" name="xsrf" value="${xsrf}"><button name="logout" value="yes">`;
  const { page, left } = await browser.press({ ...asked.page, text: form }, 'yes');
  expect([page.status, left?.href]).toEqual([303, 'https://app.torq.io/bye']);
});
