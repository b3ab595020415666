import { describe, expect, test } from 'vitest';
import type { Shadow, ShadowResult } from '../../../scripts/local-tenant/oidc/shadow.ts';
import { signIn, startWorld, type World } from './sign-in.ts';

const ALICE = 'waad|alice';
const CLAIM = 'https://torq.io/groups';

const rule = (body: string) => `function (user, context, callback) { ${body} }`;
const NEXT = 'callback(null, user, context);';
const action = (body: string) => `exports.onExecutePostLogin = async (event, api) => { ${body} };`;

/** A shadow of these rules, and the results as they come. */
function shadowOf(...codes: string[]) {
  const results: ShadowResult[] = [];
  let wake = (): void => undefined;
  const shadow: Shadow = {
    rulesFor: (secrets) => ({
      rules: codes.map((code, at) => ({ name: `rule-${at}`, code })),
      configuration: secrets,
    }),
    acceptedFor: ({ path }) => (path.includes('accepted') ? 'accepted: known' : undefined),
    onResult: (result) => {
      results.push(result);
      wake();
    },
  };
  const next = async (): Promise<ShadowResult> => {
    while (results.length === 0) await new Promise<void>((done) => (wake = done));
    return results.shift()!;
  };
  return { shadow, next };
}

const logOf = async (world: World) => (await world.api('GET', '/logs')).body[0];

describe('shadow mode', () => {
  test('says that an Action does as its Rule, in the log too', async () => {
    const { shadow, next } = shadowOf(rule(`context.idToken['${CLAIM}'] = user.groups; ${NEXT}`));
    const world = await startWorld({ shadow });
    await world.bind(action(`api.idToken.setCustomClaim('${CLAIM}', event.user.groups);`));
    await (await signIn(world, ALICE)).finish();
    const result = await next();
    expect(result).toEqual({ user: 'alice@contoso.com', application: 'Torq', differences: [], notes: [] });
    expect((await logOf(world)).details.shadow).toEqual(result);
  });

  test('stands at the time of the login, with the network that its Actions have', async () => {
    const ask = "fetch('https://api.example/level').then((answer) => answer.json())";
    const { shadow, next } = shadowOf(
      rule(`${ask}.then(({ level }) => {
        context.idToken['https://x/level'] = level;
        context.idToken['https://x/accepted'] = new Date().toISOString();
        ${NEXT}
      });`),
    );
    const network = { otherwise: { status: 200, body: { level: 7 } } };
    const world = await startWorld({ shadow, network });
    await world.bind(action(`api.idToken.setCustomClaim('https://x/level', (await ${ask}).level);`));
    const before = Date.now();
    await (await signIn(world, ALICE)).finish();
    const { differences, notes } = await next();
    expect(notes).toEqual([]);
    expect(differences.map(({ path }) => path)).toEqual(['idToken["https://x/accepted"]']);
    const time = Date.parse(JSON.parse(differences[0]!.rule) as string);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  test('tells what differs, and what somebody has accepted', async () => {
    const { shadow, next } = shadowOf(
      rule(`context.idToken['${CLAIM}'] = ['a']; context.idToken['https://x/accepted'] = 1; ${NEXT}`),
    );
    const world = await startWorld({ shadow });
    await world.bind(action(`api.idToken.setCustomClaim('${CLAIM}', ['b']);`));
    const { finish } = await signIn(world, ALICE);
    expect((await finish()).claims()?.[CLAIM]).toEqual(['b']);
    expect((await next()).differences).toEqual([
      { path: `idToken["${CLAIM}"][0]`, rule: '"a"', action: '"b"' },
      { path: 'idToken["https://x/accepted"]', rule: '1', action: 'absent', excuse: 'accepted: known' },
    ]);
  });

  test.each([
    ['denies', "callback(new UnauthorizedError('never'));", '"kind":"refused"'],
    ['throws', "throw new Error('never');", '"kind":"refused"'],
    ['never calls back', '', '"how":"stalled"'],
    ['blocks its thread', 'for (;;);', '"how":"stalled"'],
    ['ends its process', 'process.exit(1);', '"how":"stalled"'],
    [
      'sends the user away',
      `context.redirect = { url: 'https://x.example/' }; ${NEXT}`,
      '"kind":"redirected"',
    ],
    ['writes to the profile', `auth0.users.updateAppMetadata(user.user_id, { a: 1 }); ${NEXT}`, ''],
  ])('leaves the login alone when a Rule %s', async (_what, body, end) => {
    const { shadow, next } = shadowOf(rule(body));
    const world = await startWorld({ shadow });
    await world.bind(action(`api.idToken.setCustomClaim('${CLAIM}', ['b']);`));
    const { finish } = await signIn(world, ALICE);
    expect((await finish()).claims()?.[CLAIM]).toEqual(['b']);
    const { differences } = await next();
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.map(({ rule: text }) => text).join(' ')).toContain(end);
    const [user] = (await world.api('GET', '/users')).body as never as [{ app_metadata: object }];
    expect(user.app_metadata).toEqual({});
  });

  test('compares the way back from a redirect once the user is back', async () => {
    const { shadow, next } = shadowOf(
      rule(`if (context.protocol === 'redirect-callback') {
          context.idToken['https://x/back'] = context.request.query.terms;
        } else context.redirect = { url: 'https://x.example/?t=' + 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.sig' };
        ${NEXT}`),
    );
    const world = await startWorld({ shadow });
    await world.bind(
      `${action("api.redirect.sendUserTo('https://x.example/?t=1');")}
      exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/back', 'no'); };`,
    );
    const { browser, stop } = await signIn(world, ALICE);
    const first = await next();
    expect(first.differences.map(({ path }) => path)).toEqual(['end.target']);
    expect(first.differences[0]?.rule).toContain('[token]');
    await browser.open(`/continue?state=${stop.left?.searchParams.get('state')}&terms=yes`);
    expect((await next()).differences).toEqual([
      { path: 'back.idToken["https://x/back"]', rule: '"yes"', action: '"no"' },
    ]);
  });

  test('says so when Rules cannot be run, and runs them where no Action is bound', async () => {
    const { shadow, next } = shadowOf(rule('callback(null, user, context) +'));
    const world = await startWorld({ shadow });
    await (await signIn(world, ALICE)).finish();
    const { differences, notes } = await next();
    expect(differences.length + notes.length).toBeGreaterThan(0);
  });
});
