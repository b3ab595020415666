import * as openid from 'openid-client';
import { expect, test } from 'vitest';
import { CALLBACK, clientOf, GROUP_CLAIMS, startWorld, type World } from '../local-tenant/oidc/sign-in.ts';
import { LOOKS } from './looks.ts';
import { describeInBrowser } from './tab.ts';
import { KEYS } from './webdriver.ts';

/** What an application does around a login: its request, and what it makes of the address that comes back. */
async function applicationOf(world: World, application = world.application) {
  const config = await clientOf(world, application);
  openid.enableNonRepudiationChecks(config);
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const request = async (parameters: Record<string, string> = {}) =>
    openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    }).href;
  const claims = async (callback: URL) => {
    const checks = { pkceCodeVerifier, expectedState: 'the-state', expectedNonce: 'the-nonce' };
    return { ...(await openid.authorizationCodeGrant(config, callback, checks)).claims() };
  };
  return { request, claims };
}

const atTheCallback = ({ origin, pathname }: URL) => origin + pathname === CALLBACK;
const button = (id: string) => `button[value="waad|${id}"]`;
const action = (body: string, more = '') =>
  `exports.onExecutePostLogin = async (event, api) => { ${body} };\n${more}`;

describeInBrowser('a login in a browser', (tab) => {
  test('begins at a page that says where one signs in, with what names and roles assistive technology reads', async () => {
    const world = await startWorld();
    const { request } = await applicationOf(world);
    await tab().open(await request());
    expect(await tab().title()).toBe('Sign in to Torq');
    expect(await tab().accessible('h1, h2')).toEqual([
      ['heading', 'Sign in to Torq'],
      ['heading', 'Entra ID'],
    ]);
    expect(await tab().accessible('button')).toEqual([
      ['button', 'Alice alice@contoso.com Admins, Staff'],
      ['button', 'Bob bob@contoso.com Staff'],
    ]);
    expect(await tab().evaluate('return document.documentElement.lang')).toBe('en');
    expect(await tab().evaluate("return document.querySelectorAll('main').length")).toBe(1);
  });

  test('ends at the callback of the vendor, whose client gets the claims', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const { request, claims } = await applicationOf(world);
    await tab().open(await request());
    await tab().click(button('alice'));
    const callback = await tab().arrive(atTheCallback);
    expect([...callback.searchParams.keys()].toSorted()).toEqual(['code', 'iss', 'state']);
    expect(await claims(callback)).toMatchObject({
      email: 'alice@contoso.com',
      'https://torq.io/groups': ['Admins', 'Staff'],
    });
  });

  test('that is denied ends at the callback with the reason and without a code', async () => {
    const world = await startWorld();
    await world.bind(action("if (event.user.name === 'Bob') api.access.deny('Bob is not wanted.')"));
    const { request } = await applicationOf(world);
    await tab().open(await request());
    await tab().click(button('bob'));
    const { searchParams } = await tab().arrive(atTheCallback);
    expect(searchParams.get('error')).toBe('access_denied');
    expect(searchParams.get('error_description')).toBe('Bob is not wanted.');
    expect(searchParams.get('state')).toBe('the-state');
    expect(searchParams.has('code')).toBe(false);
  });

  test('to another application leaves its token as it is, by the session of the first login', async () => {
    const world = await startWorld();
    await world.bind(GROUP_CLAIMS);
    const torq = await applicationOf(world);
    const wiki = await applicationOf(world, await world.another('Wiki'));
    await tab().open(await torq.request());
    await tab().click(button('alice'));
    expect(await torq.claims(await tab().arrive(atTheCallback))).toHaveProperty(['https://torq.io/groups']);
    await tab().open(await wiki.request());
    const claims = await wiki.claims(await tab().arrive(atTheCallback));
    expect(claims['email']).toBe('alice@contoso.com');
    expect(Object.keys(claims).filter((name) => name.includes('//'))).toEqual([]);
  });

  test('needs no mouse: the person of the login hint has the focus, Tab goes on, Enter and Space choose', async () => {
    const world = await startWorld();
    await world.bind(action("api.multifactor.enable('any')"));
    const { request, claims } = await applicationOf(world);
    await tab().open(await request({ login_hint: 'alice@contoso.com' }));
    await tab().until("document.activeElement.value === 'waad|alice'");
    await tab().press(KEYS.tab, KEYS.enter);
    await tab().arrive(({ pathname }) => pathname === '/u/mfa');
    expect(await tab().accessible('button')).toEqual([
      ['button', 'Passed'],
      ['button', 'Not passed'],
    ]);
    await tab().press(KEYS.tab, KEYS.space);
    expect(await claims(await tab().arrive(atTheCallback))).toMatchObject({ sub: 'waad|bob', amr: ['mfa'] });
  });

  test('goes to where an Action sends it and comes back', async () => {
    const world = await startWorld();
    const back =
      "exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/terms', event.request.query.terms); };";
    await world.bind(action("api.redirect.sendUserTo('https://terms.example/')", back));
    const { request, claims } = await applicationOf(world);
    await tab().open(await request());
    await tab().click(button('alice'));
    const { searchParams } = await tab().arrive(({ host }) => host === 'terms.example');
    await tab().open(`https://${world.tenant.domain}/continue?state=${searchParams.get('state')}&terms=yes`);
    expect(await claims(await tab().arrive(atTheCallback))).toMatchObject({ 'https://x/terms': 'yes' });
  });

  test('where the tenant plays redirects, comes back with what a person types', async () => {
    const world = await startWorld({ playRedirects: true });
    const key = "secret: 'correct-horse'";
    await world.bind(
      action(
        `const session_token = api.redirect.encodeToken({ ${key}, payload: { order: 7 } });
        api.redirect.sendUserTo('https://terms.example/accept', { query: { session_token, lang: 'de' } });`,
        `exports.onContinuePostLogin = async (event, api) => {
          api.idToken.setCustomClaim('https://x/terms', event.request.query.terms);
        };`,
      ),
    );
    const { request, claims } = await applicationOf(world);
    await tab().look({ width: 320, dark: true });
    await tab().open(await request());
    await tab().click(button('alice'));
    await tab().arrive(({ pathname }) => pathname === '/u/away');
    expect(await tab().evaluate(LOOKS)).toEqual([]);
    expect(await tab().accessible('h1, textarea, input, button')).toEqual([
      ['heading', 'terms.example'],
      ['textbox', 'Parameters, one name=value a line'],
      ['radio', 'in the address'],
      ['radio', 'in a form'],
      ['button', 'Come back'],
    ]);
    await tab().press(...'terms=yes'.split(''), KEYS.tab, KEYS.tab, KEYS.enter);
    expect(await claims(await tab().arrive(atTheCallback))).toMatchObject({ 'https://x/terms': 'yes' });
  });

  test('can be answered by a form post, which nothing but its own script sends', async () => {
    const world = await startWorld();
    const { request } = await applicationOf(world);
    await tab().open(await request({ response_mode: 'form_post' }));
    await tab().click(button('alice'));
    const { search } = await tab().arrive(atTheCallback);
    expect(search).toBe('');
    expect(await tab().title()).toBe('Outside');
  });

  test('is not held up where the callback sends the browser on to another host', async () => {
    const callback = 'https://app.example/on-to/other.example';
    const world = await startWorld({}, { callbacks: [callback] });
    const { request } = await applicationOf(world);
    await tab().open(await request({ redirect_uri: callback }));
    await tab().click(button('alice'));
    await tab().arrive(({ host }) => host === 'other.example');
  });

  test('runs no script that is not its own, is framed nowhere and sends nothing in the clear', async () => {
    const world = await startWorld();
    const { request } = await applicationOf(world);
    await tab().open(await request());
    const { href } = await tab().url();
    await tab().evaluate(`
      window.violations = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.violations.push(effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      const image = document.createElement('img');
      image.src = 'https://evil.example/';
      const [form] = document.forms;
      form.action = 'http://evil.example/';
      document.body.append(script, image);
      form.querySelector('button').click();
    `);
    await tab().until('window.violations.length === 3');
    expect(await tab().evaluate('return window.violations.sort()')).toEqual([
      'form-action',
      'img-src',
      'script-src-elem',
    ]);
    expect((await tab().url()).href).toBe(href);
    expect(await tab().title()).toBe('Sign in to Torq');
    expect(await tab().evaluate('return getComputedStyle(document.querySelector("button")).cursor')).toBe(
      'pointer',
    );
  });

  test('is left by a page that asks, and one that says so', async () => {
    const world = await startWorld();
    const { request } = await applicationOf(world);
    await tab().open(await request());
    await tab().click(button('alice'));
    await tab().arrive(atTheCallback);
    await tab().open(`https://${world.tenant.domain}/oidc/logout`);
    expect(await tab().evaluate(LOOKS)).toEqual([]);
    expect(await tab().accessible('h1, button')).toEqual([
      ['heading', 'Sign out?'],
      ['button', 'Sign out'],
    ]);
    await tab().press(KEYS.enter);
    await tab().arrive(({ pathname }) => pathname === '/oidc/logout/success');
    expect(await tab().accessible('h1')).toEqual([['heading', 'Signed out']]);
    expect(await tab().evaluate(LOOKS)).toEqual([]);
    await tab().open(await request());
    expect(await tab().title()).toBe('Sign in to Torq');
  });

  test('from a callback that is not allowed stays on a page that says so', async () => {
    const world = await startWorld();
    const { request } = await applicationOf(world);
    await tab().open(await request({ redirect_uri: 'https://evil.example/' }));
    expect((await tab().url()).pathname).toBe('/authorize');
    expect(await tab().accessible('h1')).toEqual([['heading', 'Callback URL mismatch.']]);
  });

  test('shows names as text, whatever they are made of', async () => {
    const name = '<img src=x onerror="document.title=1"><b>"&\'</b>';
    const user = {
      user_id: 'waad|"><script>document.title=2</script>',
      email: 'x@y.z',
      name,
      groups: [name],
    };
    const world = await startWorld({ personas: [{ connection: 'entra', user }] });
    const { request, claims } = await applicationOf(world);
    await tab().open(await request());
    expect(await tab().title()).toBe('Sign in to Torq');
    expect(await tab().accessible('button')).toEqual([['button', `${name} x@y.z ${name}`]]);
    await tab().click('button');
    expect(await claims(await tab().arrive(atTheCallback))).toMatchObject({ sub: user.user_id, name });
  });

  test.each([
    { width: 320, dark: false },
    { width: 320, dark: true },
    { width: 1000, dark: false },
    { width: 1000, dark: true },
  ])('is readable everywhere: %j', async (view) => {
    const world = await startWorld();
    await world.bind(
      action("api.authentication.challengeWith({ type: 'otp' })"),
      action("api.prompt.render('ap_form')"),
    );
    const { request } = await applicationOf(world);
    const looks = () => tab().evaluate(LOOKS);
    await tab().look(view);
    await tab().open(await request({ login_hint: 'alice@contoso.com' }));
    await tab().until("document.activeElement.value === 'waad|alice'");
    await tab().press(KEYS.tab);
    await tab().until("document.activeElement.matches('button:focus-visible')");
    expect(await looks()).toEqual([]);
    await tab().click(button('alice'));
    await tab().arrive(({ pathname }) => pathname === '/u/form');
    expect(await looks()).toEqual([]);
    await tab().click('button');
    await tab().arrive(({ pathname }) => pathname === '/u/mfa');
    expect(await looks()).toEqual([]);
    await tab().open(await request({ redirect_uri: 'https://evil.example/' }));
    expect(await looks()).toEqual([]);
  });
});
